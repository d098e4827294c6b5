import type { ClickHouse } from "@throughline/clickhouse";

const HOUR = 3_600_000_000_000n;

/** What one round asks both schemas for: values by the names that paths and SQL give them, times in Unix nanoseconds. */
export type Asked = Readonly<
  Record<"traceId" | "correlationId" | "path" | "service" | "operation" | "token" | "from" | "dayFrom" | "hourFrom" | "to", string>
>;

/** Picks what is asked in each round from what is stored from `from` on and before `to`: the same for the same data. */
export async function pickAsked(ours: ClickHouse, from: bigint, to: bigint, rounds: number): Promise<Asked[]> {
  const params = { from: String(from), to: String(to), rounds };
  const spans = await ours.query<Pick<Asked, "traceId" | "correlationId" | "path" | "service" | "operation">>(
    `SELECT lower(hex(trace_id)) AS traceId, correlation_ids[1] AS correlationId, attributes['url.path'] AS path, service, name AS operation
     FROM spans PREWHERE kind = 'server' AND cityHash64(span_id) % 500 = 0 ORDER BY cityHash64(span_id) LIMIT {rounds:UInt32}`,
    { params },
  );
  const tokens = await ours.query<Pick<Asked, "token">>(
    `SELECT extract(body, ', reference ([0-9a-f]+)$') AS token
     FROM logs PREWHERE cityHash64(span_id) % 50 = 0 WHERE token != '' ORDER BY cityHash64(span_id) LIMIT {rounds:UInt32}`,
    { params },
  );
  if (spans.length < rounds || tokens.length < rounds) throw new Error(`too few spans for ${rounds} rounds`);
  const times = { from: String(from), dayFrom: String(to - 24n * HOUR), hourFrom: String(to - HOUR), to: String(to) };
  return spans.map((span, round) => ({ ...span, ...(tokens[round] as Pick<Asked, "token">), ...times }));
}
