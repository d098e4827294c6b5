import type { ClusterPlace } from "@throughline/schema";
import { Parameters, type Run } from "../statement.ts";

/**
 * How far a table has been filled: the number of the last block that was inserted. ClickHouse numbers blocks as they become visible and rows keep
 * the number of theirs through all merges, so that what came since is told from what was there, whatever its time.
 *
 * Of a cluster: by shard and partition (`2 20261126`), as replicas number the blocks of each partition; of one machine: by nothing.
 */
export type Filled = ReadonlyMap<string, bigint>;

export interface Arrivals {
  readonly logs: Filled;
  readonly spans: Filled;
}

/** What has arrived behind `after`, up to `upTo`. */
export interface Arrived {
  readonly after: Filled;
  readonly upTo: Filled;
}

const ONE_MACHINE = "";
const NOWHERE: Arrivals = { logs: new Map(), spans: new Map() };

/** Reads how far the tables are filled, not less than they were known to be: what has expired does not count as not having come. */
export async function readArrivals(run: Run, known = NOWHERE): Promise<Arrivals> {
  const rows = await run<{ table: "logs" | "spans"; at?: string; last: string }>(run.cluster ? ofShards(run.cluster) : ofOneMachine());
  const lastOf = (table: "logs" | "spans"): Filled => {
    const filled = new Map(known[table]);
    for (const row of rows) {
      if (row.table !== table) continue;
      const at = row.at ?? ONE_MACHINE;
      const last = BigInt(row.last);
      if (last > (filled.get(at) ?? -1n)) filled.set(at, last);
    }
    return filled;
  };
  return { logs: lastOf("logs"), spans: lastOf("spans") };
}

function ofOneMachine() {
  return new Parameters().statement(`SELECT table, max(max_block_number) AS last
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN ('logs', 'spans')
GROUP BY table`);
}

function ofShards({ cluster, database }: ClusterPlace) {
  const parameters = new Parameters();
  return parameters.statement(`SELECT table, concat(toString(shardNum()), ' ', partition_id) AS at, max(max_block_number) AS last
FROM cluster('${cluster}', system.parts)
WHERE active AND database = ${parameters.bind("String", database)} AND table IN ('logs', 'spans')
GROUP BY table, at`);
}

/** Whether nothing has. */
export function isSame(a: Filled, b: Filled): boolean {
  return a.size === b.size && [...a].every(([at, last]) => b.get(at) === last);
}

/** Whether all that is new in `now` is of shards that are among those `there`. */
export function isOfThose(there: Arrivals, now: Arrivals, before: Arrivals): boolean {
  const shards = new Set([...there.logs.keys(), ...there.spans.keys()].map(shardOf));
  const isThere = (filled: Filled, known: Filled) => [...filled].every(([at, last]) => known.get(at) === last || shards.has(shardOf(at)));
  return isThere(now.logs, before.logs) && isThere(now.spans, before.spans);
}

/** Conditions on a row that it has arrived so. The name of a part says which blocks are in it: others are not read. */
export function arrivedConditions(parameters: Parameters, { after, upTo }: Arrived, { cluster }: Pick<Run, "cluster">): string[] {
  const [behind, last] = cluster
    ? [numbersOfShards(parameters, knownOf(after, upTo)), numbersOfShards(parameters, upTo)]
    : [parameters.bind("Int64", after.get(ONE_MACHINE) ?? 0n), parameters.bind("Int64", upTo.get(ONE_MACHINE) ?? 0n)];
  return [`toInt64(splitByChar('_', _part)[3]) > ${behind}`, `_block_number > ${behind}`, `_block_number <= ${last}`];
}

/** A partition that was not there is new with all that it holds; but of a shard that could not be asked before, nobody knows what is new. */
function knownOf(after: Filled, upTo: Filled): Filled {
  const shards = new Set([...after.keys()].map(shardOf));
  return new Map([...upTo].map(([at, last]) => [at, after.get(at) ?? (shards.has(shardOf(at)) ? -1n : last)]));
}

function shardOf(at: string): string {
  return at.slice(0, at.indexOf(" "));
}

/** The number for the partition of the row at hand; none has arrived of one that is not named. */
function numbersOfShards(parameters: Parameters, filled: Filled): string {
  const places = parameters.bind("Array(String)", [...filled.keys()]);
  const numbers = parameters.bind("Array(String)", [...filled.values()].map(String));
  return `transform(concat(toString(shardNum()), ' ', _partition_id), ${places}, arrayMap(number -> toInt64(number), ${numbers}), toInt64(-1))`;
}
