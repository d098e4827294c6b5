import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import * as lmdb from "lmdb";
import { UnavailableError } from "../unavailable.ts";
import type { DurableQueue as Queue, QueueChannel } from "./durable-queue.ts";

/** A disk that does not sync in time, after the transaction has succeeded: everything may be tried again, and then it is as if it had. */
let root: lmdb.RootDatabase;
jest.unstable_mockModule("lmdb", () => ({ open: (options: lmdb.RootDatabaseOptionsWithPath) => (root = lmdb.open(options)) }));
const { DurableQueue } = await import("./durable-queue.ts");

let directory: string;
let queue: Queue;
let channel: QueueChannel<{ rows: number; receivedAt: number }>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "throughline-queue-"));
  queue = DurableQueue.open(directory, 1_000_000);
  channel = queue.channel("traces");
});

afterEach(async () => {
  await queue.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Does `work` while the disk does not sync. */
async function late(work: () => Promise<unknown>): Promise<unknown> {
  const refused = Promise.reject(new Error("late"));
  refused.catch(() => {});
  Object.defineProperty(root, "flushed", { value: refused, configurable: true });
  try {
    return await work().catch((error: unknown) => error);
  } finally {
    Reflect.deleteProperty(root, "flushed"); // the real one is its prototype's
  }
}

const put = (text: string) => channel.put(new TextEncoder().encode(text), { rows: 1, receivedAt: Date.now() });
const claim = () => channel.claim({ maxRows: 1, maxBytes: 1_000, lingerMs: 0, signal: new AbortController().signal });
const state = () => [channel.waitingBytes, queue.bytes, channel.parked];

test("put() tells the sender to come back; the body is known then, counted and handed out once", async () => {
  const refusal = await late(() => put("a"));
  expect(refusal).toBeInstanceOf(UnavailableError);
  expect(await late(() => put("a"))).toBeInstanceOf(UnavailableError);
  expect(await put("a")).toBe("known");
  expect(state()).toEqual([1, 1, 0]);
  await channel.remove((await claim())!);
  expect(state()).toEqual([0, 0, 0]);
});

test("claim() gives the same bodies when it is asked again", async () => {
  await put("a");
  expect(await late(claim)).toMatchObject({ message: "late" });
  expect((await claim())?.items.map(({ body }) => new TextDecoder().decode(body))).toEqual(["a"]);
});

test("remove() has removed when it is asked again, and gives the bytes back once", async () => {
  await put("aa");
  await put("b");
  const batch = (await claim())!;
  expect(await late(() => channel.remove(batch))).toMatchObject({ message: "late" });
  await channel.remove(batch);
  await channel.remove(batch);
  expect(state()).toEqual([1, 1, 0]);
  expect((await claim())?.bytes).toBe(1);
});

test("park() has parked when it is asked again, once: the batch is tried, and the next may be claimed", async () => {
  await put("aa");
  await put("b");
  const batch = (await claim())!;
  expect(await late(() => channel.park(batch))).toMatchObject({ message: "late" });
  await channel.park(batch);
  expect(state()).toEqual([3, 3, 1]);
  expect(channel.nextParked().token).toBe(batch.token);
  expect((await claim())?.bytes).toBe(1);
  expect(await late(() => channel.remove(batch))).toMatchObject({ message: "late" });
  await channel.remove(batch);
  expect(state()).toEqual([1, 1, 0]);
});
