import type { ClickHouse } from "@throughline/clickhouse";
import { foldedReader, tree } from "@throughline/profile";

/** The rival: every sample with its stack as folded text, as a table of log lines would have it. Same engine, same key, same indexes. */
export const FOLDED_TABLE = `CREATE TABLE folded (
  time DateTime64(9, 'UTC') CODEC(GCD, Delta(8), ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  type LowCardinality(String) CODEC(ZSTD(1)),
  value UInt64 CODEC(T64, ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  resource UInt64 CODEC(ZSTD(1)),
  stack String CODEC(ZSTD(1)),
  INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX span_id_bloom span_id TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(time)
PRIMARY KEY (service, type, toStartOfMinute(time)) ORDER BY (service, type, toStartOfMinute(time), time)
SETTINGS index_granularity = 8192, min_bytes_for_wide_part = 10485760`;

/** Fills it with the samples that the client's database has, a service after the other. */
export async function fillFolded(clickhouse: ClickHouse, services: readonly string[]): Promise<void> {
  await clickhouse.command(FOLDED_TABLE);
  for (const service of services)
    await clickhouse.command(
      `INSERT INTO folded
       SELECT time, service, type, value, trace_id, span_id, resource, text
       FROM samples ANY LEFT JOIN (
         SELECT stack, arrayStringConcat(groupArray(text), ';') AS text
         FROM (
           SELECT stack, position, concat(function, ' (', file, ':', toString(line), ')') AS text
           FROM (SELECT stack, frame, position FROM stacks ARRAY JOIN frames AS frame, arrayEnumerate(frames) AS position WHERE service = {service:String}) AS s
           ANY LEFT JOIN frames USING frame
           ORDER BY stack, position
         )
         GROUP BY stack
       ) AS texts USING stack
       WHERE service = {service:String}`,
      { params: { service }, settings: { max_execution_time: 600 } },
    );
}

/** The flame graph of the samples that meet a condition, as JSON text. */
export async function foldedFlameGraph(clickhouse: ClickHouse, condition: string, params: Record<string, unknown>): Promise<string> {
  const rows = await clickhouse.query<{ stack: string; weight: string }>(
    `SELECT stack, sum(value) AS weight FROM folded WHERE type = 'wall' AND ${condition} GROUP BY stack`,
    { params },
  );
  const text = rows.map(({ stack, weight }) => `${stack} ${weight}\n`).join("");
  const [profile] = foldedReader.read(new TextEncoder().encode(text), { about: { sampleType: "wall", unit: "nanoseconds" } });
  return profile ? JSON.stringify(tree(profile)) : "";
}
