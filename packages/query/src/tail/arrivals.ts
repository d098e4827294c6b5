import { Parameters, type Run } from "../statement.ts";

/**
 * How far tables have been filled: the number of the last block that was inserted. ClickHouse numbers blocks as they become visible and rows keep
 * the number of theirs through all merges, so that what came since is told from what was there, whatever its time.
 */
export interface Arrivals {
  readonly logs: bigint;
  readonly spans: bigint;
}

/** What has arrived behind `after`, up to `upTo`. */
export interface Arrived {
  readonly after: bigint;
  readonly upTo: bigint;
}

/** Reads how far the tables are filled, not less than they were known to be: what has expired does not count as not having come. */
export async function readArrivals(run: Run, known: Arrivals = { logs: 0n, spans: 0n }): Promise<Arrivals> {
  const rows = await run<{ table: "logs" | "spans"; last: string }>(
    new Parameters().statement(`SELECT table, max(max_block_number) AS last
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN ('logs', 'spans')
GROUP BY table`),
  );
  const lastOf = (table: "logs" | "spans") => {
    const last = BigInt(rows.find((row) => row.table === table)?.last ?? 0);
    return last > known[table] ? last : known[table];
  };
  return { logs: lastOf("logs"), spans: lastOf("spans") };
}

/** Conditions on a row that it has arrived so. The name of a part says which blocks are in it: others are not read. */
export function arrivedConditions(parameters: Parameters, { after, upTo }: Arrived): string[] {
  const behind = parameters.bind("Int64", after);
  return [
    `toInt64(splitByChar('_', _part)[3]) > ${behind}`,
    `_block_number > ${behind}`,
    `_block_number <= ${parameters.bind("Int64", upTo)}`,
  ];
}
