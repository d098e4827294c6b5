import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sameRetention } from "@throughline/model";
import { migrations, spans, tables } from "@throughline/schema";
import { ClickHouse, type ClickHouseOptions } from "./client.ts";
import { EmbeddedClickHouse } from "./embedded/embedded.ts";
import { migrate } from "./migrate.ts";
import { Block } from "./native/block.ts";
import { ByteBuffer } from "./native/byte-buffer.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { definitionsOf, keepDefinitions, keptVersions } from "./testing/earlier-version.ts";
import { tableDefinitions } from "./testing/table-definitions.ts";

const directory = mkdtempSync(join(tmpdir(), "throughline-migrate-"));
const engine = new EmbeddedClickHouse(directory);
const WEEK = { retention: sameRetention(604_800) };

beforeAll(() => engine.start());

afterAll(async () => {
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs `use` on a database of its own. */
async function withDatabase(database: string, use: (options: ClickHouseOptions, clickhouse: ClickHouse) => Promise<void>): Promise<void> {
  const options = { url: engine.url, username: engine.username, password: engine.password, database };
  const clickhouse = new ClickHouse(options);
  try {
    await use(options, clickhouse);
  } finally {
    await clickhouse.close();
  }
}

const applied = (clickhouse: ClickHouse) => clickhouse.query<{ version: number }>("SELECT version FROM schema_migrations ORDER BY version");
const everyVersion = migrations.map(({ version }) => ({ version }));

test("migrate() run twice applies each version once", () =>
  withDatabase("twice", async (options, clickhouse) => {
    await migrate(options, WEEK);
    await migrate(options, WEEK);
    expect(await applied(clickhouse)).toEqual(everyVersion);
  }));

test("migrate() run by several processes at once applies each version once", () =>
  withDatabase("together", async (options, clickhouse) => {
    const script = `import { migrate } from ${JSON.stringify(new URL("./migrate.ts", import.meta.url).href)}; await migrate(JSON.parse(process.argv[1]), ${JSON.stringify(WEEK)});`;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script, JSON.stringify(options)]);
    await Promise.all([run(), run(), run()]);
    expect(await applied(clickhouse)).toEqual(everyVersion);
    expect(
      await clickhouse.query("SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'schema_lock%'"),
    ).toEqual([]);
  }));

test("migrate() takes the lock of a process that died holding it", () =>
  withDatabase("stale", async (options, clickhouse) => {
    await migrate(options, WEEK);
    await clickhouse.command("CREATE TABLE schema_lock (owner String) ENGINE = Memory COMMENT '7c2f6d2e-0000-0000-0000-000000000000'");
    const waiting = migrate(options, { ...WEEK, lockStaleSeconds: 1 });
    await waiting;
    expect(await applied(clickhouse)).toEqual(everyVersion);
  }));

test("migrate() brings every table to the retention of what it describes, and leaves those alone that have it", () =>
  withDatabase("retention", async (options, clickhouse) => {
    const daysByTable = async (): Promise<unknown> => {
      const rows = await clickhouse.query<{ name: string; days: number }>(
        `SELECT name, toUInt32(extract(create_table_query, 'toIntervalSecond\\((\\d+)\\)')) / 86400 AS days FROM system.tables
         WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations' ORDER BY name`,
      );
      return Object.fromEntries(rows.map(({ name, days }) => [name, days]));
    };
    const changed = async (): Promise<unknown> => {
      const rows = await clickhouse.query<{ table: string }>(
        "SELECT table FROM system.mutations WHERE database = currentDatabase() AND command LIKE '%MATERIALIZE TTL%' ORDER BY table",
      );
      return rows.map(({ table }) => table);
    };
    await migrate(options, WEEK);
    expect(await daysByTable()).toEqual(Object.fromEntries(tables.map(({ name }) => [name, 7])));

    await migrate(options, { retention: { ...WEEK.retention, logs: 3 * 86_400 } });
    expect(await daysByTable()).toEqual(Object.fromEntries(tables.map(({ name }) => [name, name === "logs" ? 3 : 7])));
    expect(await changed()).toEqual(["logs"]);

    await migrate(options, { retention: { traces: 2 * 86_400, logs: 3 * 86_400, profiles: 86_400 } });
    const ofOne = { spans: 2, traces: 2, red: 2, logs: 3, samples: 1, stacks: 1, frames: 1 };
    expect(await daysByTable()).toEqual({ ...ofOne, correlations: 3, resources: 3, evictions: 3 });
  }));

test("migrate() gives tables of the first version what they lack", () =>
  withDatabase("first", async (options, clickhouse) => {
    await migrate(options, WEEK);
    const indexes = (): Promise<unknown> =>
      clickhouse.query(
        "SELECT table, name, expr, type_full FROM system.data_skipping_indices WHERE database = currentDatabase() ORDER BY table, name",
      );
    const newest = await indexes();
    await clickhouse.command("ALTER TABLE logs DROP INDEX event_name_bloom");
    for (const table of ["spans", "logs"]) {
      await clickhouse.command(`ALTER TABLE ${table} DROP INDEX attributes_bloom`);
      await clickhouse.command(`ALTER TABLE ${table} DROP INDEX has_arrays`);
      await clickhouse.command(`ALTER TABLE ${table} ADD INDEX items_bloom items TYPE bloom_filter(0.01) GRANULARITY 1`);
    }
    await clickhouse.command("DELETE FROM schema_migrations WHERE version > 1");
    await migrate(options, WEEK);
    expect(await indexes()).toEqual(newest);
    expect(await applied(clickhouse)).toEqual(everyVersion);
  }));

test("migrate() keeps the rates of the third version, and counts durations from then on", () =>
  withDatabase("third", async (options, clickhouse) => {
    await migrate(options, WEEK);
    for (const statement of THIRD_VERSION_OF_RED) await clickhouse.command(statement);
    await clickhouse.command("DELETE FROM schema_migrations WHERE version > 3");
    const insertSpan = (id: string) =>
      clickhouse.command(
        `INSERT INTO spans (time, span_id, service, name, kind, duration) VALUES (now64(9), '${id}', 'cart', 'GET', 'server', 1000)`,
      );
    await insertSpan("before");
    await migrate(options, WEEK);
    await clickhouse.command("DELETE FROM schema_migrations WHERE version > 3");
    await migrate(options, WEEK);
    await insertSpan("after");
    expect(
      await clickhouse.query(
        "SELECT toUInt8(sum(calls)) AS calls, toUInt8(sum(duration_sum) / 1000) AS micros, sumMap(durations) AS durations FROM red",
      ),
    ).toEqual([{ calls: 2, micros: 2, durations: { 160: "1" } }]);
  }));

const THIRD_VERSION_OF_RED = [
  "DROP TABLE red_view SYNC",
  "DROP TABLE red SYNC",
  `CREATE TABLE red (minute DateTime('UTC') CODEC(Delta, ZSTD(1)), service LowCardinality(String) CODEC(ZSTD(1)), name LowCardinality(String) CODEC(ZSTD(1)),
     kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5) CODEC(ZSTD(1)),
     calls SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
     duration_sum SimpleAggregateFunction(sum, UInt64) COMMENT 'nanoseconds' CODEC(ZSTD(1)))
   ENGINE = AggregatingMergeTree PARTITION BY toDate(minute) ORDER BY (service, name, kind, minute)
   TTL minute + toIntervalSecond(604800000)
   SETTINGS ttl_only_drop_parts = 1, string_serialization_version = 'single_stream', non_replicated_deduplication_window = 10000`,
  `CREATE MATERIALIZED VIEW red_view TO red AS
   SELECT toStartOfMinute(time) AS minute, service, name, kind, count() AS calls, countIf(status_code = 'error') AS errors, sum(duration) AS duration_sum
   FROM spans GROUP BY minute, service, name, kind`,
];

test("migrate() leaves the traces of the sixth version as they are, and lays columns of the next days side by side", () =>
  withDatabase("sixth", async (options, clickhouse) => {
    await migrate(options, WEEK);
    await clickhouse.command("ALTER TABLE traces MODIFY SETTING min_bytes_for_wide_part = 0");
    await clickhouse.command("DELETE FROM schema_migrations WHERE version > 6");
    const insertSpans = (time: string) =>
      clickhouse.command(
        `INSERT INTO spans (time, trace_id, span_id, service, name) SELECT ${time}, toString(number), toString(number), 'cart', 'GET' FROM numbers(300)`,
      );
    await insertSpans("now64(9) - INTERVAL 1 DAY");
    await migrate(options, WEEK);
    await insertSpans("now64(9) - INTERVAL 1 DAY");
    await insertSpans("now64(9)");
    await clickhouse.command("OPTIMIZE TABLE traces FINAL");
    const parts =
      "SELECT part_type FROM system.parts WHERE database = currentDatabase() AND table = 'traces' AND active ORDER BY partition";
    expect(await clickhouse.query(parts)).toEqual([{ part_type: "Wide" }, { part_type: "Compact" }]);
    const summary =
      "SELECT toUInt32(sum(span_count)) AS spans, toUInt32(dateDiff('hour', min(start), max(end))) AS hours FROM traces WHERE trace_id = '250'";
    expect(await clickhouse.query(summary)).toEqual([{ spans: 3, hours: 24 }]);
  }));

test("the tables of the newest version are kept as they are made, for the versions after it", () =>
  withDatabase("newest_version", async (options, clickhouse) => {
    await migrate(options, WEEK);
    const made = await tableDefinitions(clickhouse);
    // For a new migration, once: THROUGHLINE_KEEP_SCHEMA=1 node scripts/run.mjs test packages/clickhouse/src/migrate.test.ts
    if (process.env.THROUGHLINE_KEEP_SCHEMA === "1" && !keptVersions().includes(SCHEMA_VERSION)) keepDefinitions(SCHEMA_VERSION, made);
    expect(keptVersions()).toContain(SCHEMA_VERSION);
    expect(made).toEqual(definitionsOf(SCHEMA_VERSION)); // they changed, and no migration brings the tables that are there along
  }));

test.each(keptVersions().filter((version) => version < SCHEMA_VERSION))(
  "migrate() makes of the tables of version %i those of the newest",
  (version) =>
    withDatabase(`earlier_version_${version}`, async (options, clickhouse) => {
      const outside = new ClickHouse({ ...options, database: "default" });
      await outside.command(`CREATE DATABASE ${options.database}`);
      await outside.close();
      for (const statement of definitionsOf(version)) await clickhouse.command(statement);
      for (const { version: done, name } of migrations)
        if (done <= version)
          await clickhouse.command("INSERT INTO schema_migrations (version, name) VALUES ({done:UInt32}, {name:String})", {
            params: { done, name },
          });
      await migrate(options, WEEK);
      expect(await tableDefinitions(clickhouse)).toEqual(definitionsOf(SCHEMA_VERSION));
    }),
);

test("migrate() refuses a database that a newer version has written", () =>
  withDatabase("newer", async (options, clickhouse) => {
    await migrate(options, WEEK);
    await clickhouse.command("INSERT INTO schema_migrations (version, name) VALUES (1000, 'of the future')");
    await expect(migrate(options, WEEK)).rejects.toThrow(/schema version 1000 is newer/);
  }));

test("every table and every target of a view knows repeated tokens", () =>
  withDatabase("window", async (options, clickhouse) => {
    await migrate(options, WEEK);
    const rows = await clickhouse.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations' AND create_table_query NOT LIKE '%non_replicated_deduplication_window = 10000%'",
    );
    expect(rows).toEqual([]);
  }));

test("a batch that was stored before ClickHouse was killed is known again afterwards, by each view, too", () =>
  withDatabase("killed", async (options, clickhouse) => {
    await migrate(options, WEEK);
    const block = new Block(spans);
    const bytes = ByteBuffer.from(Buffer.from("0123456789abcdef"));
    const now = BigInt(Date.now()) * 1_000_000n;
    block.columns.time.add(Number(BigInt.asIntN(32, now)), Number(now >> 32n));
    block.columns.trace_id.add(bytes, 0, 16);
    block.columns.span_id.add(bytes, 0, 8);
    const insert = () => clickhouse.insertNative("spans", [block.toNative(1)], "token");
    const counted = () =>
      clickhouse.query(
        "SELECT toUInt32(count()) AS spans, (SELECT toUInt32(sum(span_count)) FROM traces) AS traces, (SELECT toUInt32(sum(calls)) FROM red) AS red FROM spans",
      );
    await insert();
    const up = once(engine, "up");
    process.kill(engine.pid as number, "SIGKILL");
    await up;
    await insert();
    expect(await counted()).toEqual([{ spans: 1, traces: 1, red: 1 }]);
  }));

test("the statements for shards of several servers are of a syntax that the engine accepts, and every table is replicated", () =>
  withDatabase("replicated", async (options, clickhouse) => {
    await migrate(options, WEEK);
    const statements = migrations.flatMap((migration) => migration.statements({ ...WEEK, replicated: true }));
    for (const statement of statements) await clickhouse.command(`EXPLAIN AST ${statement}`);
    const created = statements.filter((statement) => statement.startsWith("CREATE TABLE"));
    expect(created).toHaveLength(tables.length);
    for (const statement of created)
      expect(statement).toMatch(
        /ENGINE = Replicated\w*MergeTree\('\/clickhouse\/tables\/\{shard\}\/\{database\}\/\{table\}', '\{replica\}'(?:, last_seen)?\)[^]*replicated_deduplication_window = 10000/,
      );
  }));
