import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { ClickHouse } from "@throughline/clickhouse";
import { DurableQueue, type QueueChannel } from "@throughline/pipeline";
import { Feeder } from "./feeder.ts";
import { HealthLog } from "./health-log.ts";
import { createMetrics } from "./metrics.ts";
import { SetAside } from "./set-aside.ts";
import { LOGS } from "./signal.ts";
import type { RequestNote } from "./sink.ts";
import { type Answer, ClickHouseStub } from "./testing/clickhouse-stub.ts";

const THREE_HOURS_MS = 3 * 3_600_000;
const SHARD_AWAY = 279;

let directory: string;
let queue: DurableQueue;
let channel: QueueChannel<RequestNote>;
let server: ClickHouseStub;
let feeder: Feeder;
let clickhouse: ClickHouse;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "throughline-feeder-"));
  queue = DurableQueue.open(join(directory, "queue"), 1_000_000);
  channel = queue.channel("logs");
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await feeder.stop(0);
  await clickhouse.close();
  server.stop();
  await queue.close();
  rmSync(directory, { recursive: true });
});

/** A feeder of a ClickHouse that answers so; it knows two shards. */
async function start(cluster: boolean, answer: Answer): Promise<void> {
  server = await ClickHouseStub.start((sql) => (sql.includes("uniqExact(shard_num)") ? [{ shards: "2" }] : answer(sql)));
  const { url } = server;
  const options = { url, username: "", password: "", database: "d", cluster: cluster ? { name: "two", urls: [url] } : undefined };
  clickhouse = new ClickHouse(options);
  feeder = new Feeder({
    signal: LOGS,
    channel,
    encoders: { encode: async () => ({ rows: 1, blocks: [new Uint8Array(1)], companions: [] }), close: async () => {} },
    clickhouse,
    setAside: new SetAside(join(directory, "set-aside")),
    metrics: createMetrics(),
    health: new HealthLog(),
  });
  feeder.start();
}

const put = (body: string) => channel.put(new TextEncoder().encode(body), { rows: 1, receivedAt: Date.now(), retentionSeconds: 86_400 });

/** Parks a batch that was handed out that long ago. */
async function parkOld(ms: number): Promise<void> {
  await put("old");
  const past = Date.now() - ms;
  const clock = jest.spyOn(Date, "now").mockReturnValue(past);
  const options = { maxRows: 1, maxBytes: 1, lingerMs: 0, signal: new AbortController().signal };
  await channel.park((await channel.claim(options))!);
  clock.mockRestore();
}

test("a batch that waits for a shard for hours holds up nothing: what comes later is stored on the others, and the rest of it stays", async () => {
  await parkOld(THREE_HOURS_MS);
  await put("new");
  const stored = Promise.withResolvers<void>();
  let triedOld = false;
  await start(true, (sql) => {
    if (sql.includes("CREATE TABLE staging_")) triedOld = true;
    if (!sql.includes("INSERT INTO")) return [];
    if (!sql.includes("insert_shard_id=1")) return SHARD_AWAY;
    stored.resolve();
    return [];
  });
  await stored.promise;
  expect(triedOld).toBe(true);
  expect(channel.parked).toBeGreaterThan(0);
  expect(channel.waitingBytes).toBe("old".length + "new".length);
});

test("on one machine nothing is taken for a shard that is away: what fails so is tried again until it is stored", async () => {
  await put("new");
  let attempts = 0;
  const stored = Promise.withResolvers<void>();
  await start(false, (sql) => {
    if (!sql.includes("INSERT INTO logs")) return [];
    if (++attempts < 3) return 209; // a timeout while the server read what we sent
    stored.resolve();
    return [];
  });
  await stored.promise;
  await feeder.stop(5_000);
  expect([attempts, channel.waitingBytes]).toEqual([3, 0]);
});
