import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sameRetention } from "@throughline/model";
import { ClickHouse } from "../client.ts";
import { EmbeddedClickHouse } from "../embedded/embedded.ts";
import { migrate } from "../migrate.ts";
import { keepBallast, releaseBallast } from "./ballast.ts";
import { evictDay, noteEviction } from "./evict.ts";
import { readDiskUsage } from "./usage.ts";

const directory = mkdtempSync(join(tmpdir(), "throughline-evict-"));
const engine = new EmbeddedClickHouse(directory);
let clickhouse: ClickHouse;

beforeAll(async () => {
  await engine.start();
  const options = { url: engine.url, username: engine.username, password: engine.password, database: "evicted" };
  await migrate(options, { retention: sameRetention(7 * 86_400) });
  clickhouse = new ClickHouse(options);
});

afterAll(async () => {
  await clickhouse?.close();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

const noted = () => clickhouse.query<{ day: string; bytes: string }>("SELECT day, bytes FROM evictions");

test("a day that two remove at once, or one again after it failed, is noted once", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const answers = await Promise.all([1, 2, 3].map(() => noteEviction(clickhouse, today, 5)));
  expect(answers).toContain(true);
  expect(await noteEviction(clickhouse, today, 4)).toBe(false);
  expect(await noted()).toEqual([{ day: today, bytes: "5" }]);
});

test("a day that is gone is removed in vain", async () => {
  await clickhouse.command("INSERT INTO logs (time) VALUES (now64(9))");
  const usage = await readDiskUsage(clickhouse);
  const [day = ""] = usage.days.filter(({ table }) => table === "logs").map((found) => found.day);
  await evictDay(clickhouse, usage, day);
  await evictDay(clickhouse, usage, day);
  expect((await readDiskUsage(clickhouse)).days.filter(({ table }) => table === "logs")).toEqual([]);
});

test("the ballast takes its room once, and gives it back", async () => {
  const bytes = async () =>
    Number((await clickhouse.query<{ bytes: string }>("SELECT total_bytes AS bytes FROM system.tables WHERE name = 'ballast'"))[0]?.bytes);
  await releaseBallast(clickhouse); // there is none yet
  await keepBallast(clickhouse);
  await keepBallast(clickhouse);
  expect(Math.round((await bytes()) / 2 ** 20)).toBe(16);
  await releaseBallast(clickhouse);
  expect(await bytes()).toBe(0);
  await keepBallast(clickhouse);
  expect(Math.round((await bytes()) / 2 ** 20)).toBe(16);
});
