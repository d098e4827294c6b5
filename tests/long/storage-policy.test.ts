import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ClickHouse, readDiskUsage } from "@throughline/clickhouse";
import { Shards } from "../kit/shards.ts";
import { temporaryDirectory } from "../kit/throughline.ts";

const directory = temporaryDirectory();
const disk = (name: string) => `<${name}><path>${join(directory, name)}/</path></${name}>`;

let shards: Shards;
let clickhouse: ClickHouse;

beforeAll(async () => {
  shards = await Shards.start(
    1,
    `<storage_configuration>
      <disks>${disk("data")}${disk("unused")}</disks>
      <policies><apart><volumes><main><disk>data</disk></main></volumes></apart></policies>
    </storage_configuration>`,
  );
  clickhouse = new ClickHouse({ url: shards.shards[0]?.url ?? "", username: "default", password: "", database: "kept" });
}, 60_000);

afterAll(async () => {
  await clickhouse?.close();
  await shards?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("the disk budget is of the disks on which tables lie or may grow, not of ClickHouse's own", async () => {
  const [shard] = shards.shards;
  await shard?.sql("CREATE DATABASE kept");
  await shard?.sql("CREATE TABLE logs (time DateTime) ENGINE = MergeTree ORDER BY time SETTINGS storage_policy = 'apart'", "kept");
  await shard?.sql("INSERT INTO logs VALUES (now())", "kept"); // all lie on one volume here: two disks would count double
  const disks = await clickhouse.query<{ name: string; total: string }>(
    "SELECT name, total_space AS total FROM system.disks ORDER BY name",
  );
  expect(disks.map(({ name }) => name)).toEqual(["data", "default", "unused"]);
  expect((await readDiskUsage(clickhouse)).totalBytes).toBe(Number(disks[0]?.total));
});
