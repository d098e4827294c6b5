import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { defineTable } from "@throughline/schema";
import { ClickHouse, isRefusedForGood } from "./client.ts";
import { EmbeddedClickHouse } from "./embedded/embedded.ts";
import { Block } from "./native/block.ts";

const directory = mkdtempSync(join(tmpdir(), "throughline-insert-"));
const engine = new EmbeddedClickHouse(directory);
let clickhouse: ClickHouse;

beforeAll(async () => {
  await engine.start();
  clickhouse = new ClickHouse({ url: engine.url, username: engine.username, password: engine.password, database: "default" });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

const table = defineTable({
  name: "numbers_stored",
  columns: { time: { type: "DateTime('UTC')" }, number: { type: "UInt32" } },
  engine: "MergeTree",
  orderBy: "number",
  signals: ["traces"],
  expiresAfter: "",
  settings: {},
  identity: { row: "number", time: "time" },
});

beforeEach(async () => {
  await clickhouse.command("DROP TABLE IF EXISTS numbers_stored SYNC");
  await clickhouse.command(
    `CREATE TABLE numbers_stored (time DateTime('UTC'), number UInt32) ENGINE = MergeTree PARTITION BY toDate(time) ORDER BY number
     SETTINGS non_replicated_deduplication_window = 100`,
  );
});

const DAY = 86_400;

/** Rows of `numbers`, each on a day of its own. */
function rows(numbers: readonly number[]): Uint8Array[] {
  const block = new Block(table);
  for (const number of numbers) {
    block.columns.time.add(1_700_000_000 + number * DAY);
    block.columns.number.add(number);
  }
  return [block.toNative(numbers.length)];
}

const stored = async () =>
  (await clickhouse.query<{ number: number }>("SELECT number FROM numbers_stored ORDER BY number")).map(({ number }) => number);

test("the same token twice is stored once", async () => {
  await clickhouse.insertNative("numbers_stored", rows([1, 2]), "token");
  await clickhouse.insertNative("numbers_stored", rows([1, 2]), "token");
  expect(await stored()).toEqual([1, 2]);
});

test("another token with equal rows is stored", async () => {
  await clickhouse.insertNative("numbers_stored", rows([1]), "one");
  await clickhouse.insertNative("numbers_stored", rows([1]), "two");
  expect(await stored()).toEqual([1, 1]);
});

test("one insert may touch more than a hundred partitions", async () => {
  const numbers = Array.from({ length: 150 }, (_, index) => index);
  await clickhouse.insertNative("numbers_stored", rows(numbers), "token");
  expect(await stored()).toEqual(numbers);
});

test("insertMissing() adds only the rows that are not there, whatever their token was, and leaves nothing behind", async () => {
  await clickhouse.insertNative("numbers_stored", rows([1, 2]), "forgotten");
  await clickhouse.insertMissing(table, rows([1, 2, 3, 4]), "5f0c-token");
  expect(await stored()).toEqual([1, 2, 3, 4]);
  await clickhouse.insertMissing(table, rows([1, 2, 3, 4]), "5f0c-token");
  expect(await stored()).toEqual([1, 2, 3, 4]);
  expect(await clickhouse.query("SELECT name FROM system.tables WHERE name LIKE 'staging_%'")).toEqual([]);
});

test("a part for each shard is never taken for stored by a server that knows no shards", async () => {
  await expect(clickhouse.insertReachable(table, rows([1]), "token")).rejects.toThrow("does not know the cluster");
  await expect(clickhouse.insertSomewhere(table.name, rows([1]), "token")).rejects.toThrow("does not know the cluster");
});

test("a client that is read-only reads, with limits of its own, and changes nothing whatever the statement says", async () => {
  await clickhouse.insertNative("numbers_stored", rows([1, 2]), "token");
  const reader = new ClickHouse(
    { url: engine.url, username: engine.username, password: engine.password, database: "default" },
    { readOnly: true },
  );
  for (const statement of [
    "DROP TABLE numbers_stored SYNC",
    "ALTER TABLE numbers_stored DELETE WHERE 1",
    "INSERT INTO numbers_stored VALUES (0, 3)",
  ]) {
    await expect(reader.command(statement)).rejects.toThrow(/readonly/);
    await expect(reader.query(statement)).rejects.toThrow(/readonly/);
  }
  expect(await reader.query("SELECT number FROM numbers_stored ORDER BY number", { settings: { max_execution_time: 5 } })).toEqual(
    [1, 2].map((number) => ({ number })),
  );
  await reader.close();
});

test("isRefusedForGood() tells what lies in the data from what passes", async () => {
  await clickhouse.command("ALTER TABLE numbers_stored ADD CONSTRAINT small CHECK number < 10");
  const refused = await clickhouse.insertNative("numbers_stored", rows([99]), "a").catch((error: unknown) => error);
  expect(isRefusedForGood(refused)).toBe(true);
  const missing = await clickhouse.insertNative("no_such_table", rows([1]), "c").catch((error: unknown) => error);
  expect(missing).toBeInstanceOf(Error);
  expect(isRefusedForGood(missing)).toBe(false);
  const away = new ClickHouse({ url: "http://127.0.0.1:1", username: "", password: "", database: "default" });
  const unreachable = await away.insertNative("numbers_stored", rows([1]), "d").catch((error: unknown) => error);
  await away.close();
  expect(unreachable).toMatchObject({ code: "ECONNREFUSED" });
  expect(isRefusedForGood(unreachable)).toBe(false);
});
