import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Block, ByteBuffer, ClickHouse, type ClickHouseOptions, isShardAway, migrate, migrateReachable } from "@throughline/clickhouse";
import { sameRetention } from "@throughline/model";
import { spans } from "@throughline/schema";
import { CLUSTER, type Shard, Shards } from "../kit/shards.ts";

let shards: Shards;
let options: ClickHouseOptions;
let cluster: ClickHouse;

const WEEK = { retention: sameRetention(604_800) };
const NOW = BigInt(Date.now()) * 1_000_000n;

beforeAll(async () => {
  shards = await Shards.start(2);
  options = optionsOf("throughline");
  await migrate(options, WEEK);
  cluster = new ClickHouse(options);
}, 120_000);

afterAll(async () => {
  await cluster?.close();
  await shards?.stop();
});

function optionsOf(database: string): ClickHouseOptions {
  const urls = shards.shards.map(({ url }) => url);
  return { url: urls[0] as string, username: "default", password: "", database, cluster: { name: CLUSTER, urls } };
}

/** A block of a span for each of `numbers`, each of a trace of its own. */
function spansOf(numbers: readonly number[]): Uint8Array[] {
  const block = new Block(spans);
  const bytes = (text: string) => ByteBuffer.from(Buffer.from(text));
  for (const number of numbers) {
    block.columns.time.add(Number(BigInt.asIntN(32, NOW)), Number(NOW >> 32n));
    block.columns.trace_id.add(bytes(String(number).padStart(16, "t")), 0, 16);
    block.columns.span_id.add(bytes(String(number).padStart(8, "s")), 0, 8);
  }
  return [block.toNative(numbers.length)];
}

/** Rows, different rows, and what the view of traces counted. */
async function stored(): Promise<{ rows: number; different: number; counted: number }> {
  const [row] = await cluster.query<{ rows: number; different: number; counted: number }>(
    `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(trace_id, span_id)) AS different,
     (SELECT toUInt32(sum(span_count)) FROM traces) AS counted FROM spans`,
  );
  return row as { rows: number; different: number; counted: number };
}

const exactly = (rows: number) => ({ rows, different: rows, counted: rows });
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

test("the same token twice is stored once on every shard, whichever server is spoken to", async () => {
  for (let turn = 0; turn < 2; turn++) {
    const other = new ClickHouse({ ...options, cluster: { name: CLUSTER, urls: [shards.shards[turn]?.url as string] } });
    await other.insertNative("spans", spansOf(numbers(0, 100)), "one");
    await other.close();
  }
  expect(await stored()).toEqual(exactly(100));
  for (const shard of shards.shards)
    expect(await shard.sql("SELECT count() BETWEEN 20 AND 80 AS fair FROM spans", "throughline")).toEqual([{ fair: 1 }]);
});

test("an insert that one shard missed is stored once when it is sent again", async () => {
  const [first, second] = shards.shards as [Shard, Shard];
  const towardsFirst = new ClickHouse({ ...options, cluster: { name: CLUSTER, urls: [first.url] } });
  await second.kill();
  await expect(towardsFirst.insertNative("spans", spansOf(numbers(1000, 100)), "two")).rejects.toThrow(/refused|eof/i);
  await second.start();
  await towardsFirst.insertNative("spans", spansOf(numbers(1000, 100)), "two");
  await towardsFirst.close();
  expect(await stored()).toEqual(exactly(200));
});

test("while a shard is away the others get their part, and each part is stored once whichever way it comes", async () => {
  const [first, second] = shards.shards as [Shard, Shard];
  const towardsFirst = new ClickHouse({ ...options, cluster: { name: CLUSTER, urls: [first.url] } });
  const before = (await first.sql<{ rows: number }>("SELECT toUInt32(count()) AS rows FROM spans", "throughline"))[0]?.rows ?? 0;
  await second.kill();
  expect(await towardsFirst.insertReachable(spans, spansOf(numbers(2000, 100)), "parts")).toBe(1);
  await towardsFirst.insertSomewhere("spans", spansOf(numbers(2100, 1)), "anywhere");
  const refusal = await towardsFirst.insertMissing(spans, spansOf(numbers(2000, 100)), "old").catch((error: unknown) => error);
  expect(isShardAway(refusal)).toBe(true);
  const [there] = await first.sql<{ rows: number }>("SELECT toUInt32(count()) AS rows FROM spans", "throughline");
  expect((there?.rows ?? 0) - before).toBeGreaterThan(20);
  expect((there?.rows ?? 0) - before).toBeLessThan(81);
  await second.start();
  await towardsFirst.insertNative("spans", spansOf(numbers(2000, 100)), "parts");
  expect(await stored()).toEqual(exactly(301));
  expect(await towardsFirst.insertReachable(spans, spansOf(numbers(2000, 100)), "parts")).toBe(0);
  await towardsFirst.insertNative("spans", spansOf(numbers(2200, 100)), "whole");
  expect(await towardsFirst.insertReachable(spans, spansOf(numbers(2200, 100)), "whole")).toBe(0);
  await towardsFirst.close();
  expect(await stored()).toEqual(exactly(401));
});

test("rows whose token is long forgotten are added only where they are missing, and nothing is left behind", async () => {
  await cluster.insertMissing(spans, spansOf(numbers(1050, 100)), "5f0c-three");
  expect(await stored()).toEqual(exactly(451));
  await cluster.insertMissing(spans, spansOf(numbers(1050, 100)), "5f0c-four");
  expect(await stored()).toEqual(exactly(451));
  for (const shard of shards.shards) expect(await shard.sql("SELECT name FROM system.tables WHERE name LIKE 'staging_%'")).toEqual([]);
});

test("migrate() does what one server alone can do while the other is away, and all when it is back", async () => {
  const [first, second] = shards.shards as [Shard, Shard];
  const later = optionsOf("later");
  await second.kill();
  await expect(migrate(later, WEEK)).rejects.toThrow(/Cannot use ClickHouse at/);
  await migrateReachable(later, WEEK);
  const tables = (shard: Shard) =>
    shard.sql<{ name: string }>("SELECT name FROM system.tables WHERE database IN ('later', 'later_shop') ORDER BY database, name");
  const all = await tables(first);
  expect(all.length).toBeGreaterThan(20);
  await second.start();
  await migrate(later, WEEK);
  expect(await tables(second)).toEqual(all);
});

test("a retention that was changed reaches every server, and there only the tables that it is for", async () => {
  const later = optionsOf("later");
  await migrate(later, { retention: { ...WEEK.retention, logs: 86_400 } });
  for (const shard of shards.shards) {
    expect(
      await shard.sql(
        "SELECT name FROM system.tables WHERE database = 'later' AND create_table_query LIKE '%toIntervalSecond(86400)%' ORDER BY name",
      ),
    ).toEqual([{ name: "logs" }]);
    expect(await shard.sql("SELECT table FROM system.mutations WHERE database = 'later' AND command LIKE '%MATERIALIZE TTL%'")).toEqual([
      { table: "logs" },
    ]);
  }
});

test("a machine that stood alone is a shard with all that it holds", async () => {
  const [first] = shards.shards as [Shard, Shard];
  const alone = { url: first.url, username: "default", password: "", database: "alone" };
  await migrate(alone, WEEK);
  const before = new ClickHouse(alone);
  await before.insertNative("spans", spansOf(numbers(0, 10)), "before");
  await before.close();
  await migrate(optionsOf("alone"), WEEK);
  const after = new ClickHouse(optionsOf("alone"));
  await after.insertNative("spans", spansOf(numbers(10, 10)), "after");
  expect(await after.query("SELECT toUInt32(count()) AS rows FROM spans")).toEqual([{ rows: 20 }]);
  await after.close();
});

test("a cluster that the servers do not know, or of which not all servers are named, is refused", async () => {
  const named = optionsOf("refused");
  const urls = [shards.shards[0]?.url as string];
  await expect(migrate({ ...named, cluster: { name: "other", urls } }, WEEK)).rejects.toThrow(
    /^Cannot use cluster "other": the servers know .*shop/,
  );
  await expect(migrate({ ...named, cluster: { name: CLUSTER, urls } }, WEEK)).rejects.toThrow(
    'Cannot use cluster "shop": it has 2 servers, and CLICKHOUSE_URL names 1: name each of them',
  );
});

test("rows that are copied by the statement of the guide, twice, are there once, with what views make of them", async () => {
  const [first] = shards.shards as [Shard, Shard];
  const copied = optionsOf("copied");
  await migrate(copied, WEEK);
  const guide = readFileSync(new URL("../../docs/guides/cluster.md", import.meta.url), "utf8");
  const [, statement = ""] = /```sql\n(?:--.*\n)?(INSERT INTO FUNCTION cluster[^`]*)```/.exec(guide) ?? [];
  const day = new Date(Number(NOW / 1_000_000n)).toISOString().slice(0, 10);
  const filled = statement
    .replace("cluster('remaining', throughline,", `cluster('${CLUSTER}', copied,`)
    .replaceAll("'2026-11-26'", `'${day}'`)
    .replace("throughline.spans", "alone.spans");
  for (let turn = 0; turn < 2; turn++) await first.sql(filled);
  const after = new ClickHouse(copied);
  const [row] = await after.query("SELECT toUInt32(count()) AS rows, (SELECT toUInt32(sum(span_count)) FROM traces) AS counted FROM spans");
  await after.close();
  const [alone] = await first.sql<{ rows: number }>("SELECT toUInt32(count()) AS rows FROM alone.spans");
  expect(row).toEqual({ rows: alone?.rows, counted: alone?.rows });
});
