import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { UnavailableError } from "../unavailable.ts";
import { DurableQueue, type QueueChannel } from "./durable-queue.ts";

let directory: string;
let queue: DurableQueue;
let channel: QueueChannel<{ rows: number; receivedAt: number }>;

const MAX_BYTES = 1_000_000;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "throughline-queue-"));
  reopen();
});

afterEach(async () => {
  await queue.close();
  rmSync(directory, { recursive: true, force: true });
});

function reopen(): void {
  queue = DurableQueue.open(directory, MAX_BYTES);
  channel = queue.channel("traces");
}

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (text: string, rows = 1, receivedAt = Date.now()) => channel.put(bytes(text), { rows, receivedAt });
const claim = (options: Partial<Parameters<typeof channel.claim>[0]> = {}) =>
  channel.claim({ maxRows: 1_000, maxBytes: 1_000_000, lingerMs: 1, signal: new AbortController().signal, ...options });
const texts = (batch: Awaited<ReturnType<typeof claim>>) => batch?.items.map(({ body }) => new TextDecoder().decode(body));

test("bodies come out in the order they went in, once", async () => {
  await Promise.all(["a", "b", "c"].map((text) => put(text)));
  const first = await claim({ maxRows: 2 });
  expect(texts(first)).toEqual(["a", "b"]);
  await channel.remove(first!);
  const second = await claim();
  expect(texts(second)).toEqual(["c"]);
  await channel.remove(second!);
  expect([queue.bytes, channel.waitingBytes, channel.oldest]).toEqual([0, 0, undefined]);
});

test("a batch that was handed out and not removed comes again first, the same under the same token, after a new start", async () => {
  await put("a");
  await put("b");
  const before = await claim({ maxRows: 1 });
  await put("c");
  await queue.close();
  reopen();
  const again = await claim();
  expect([again?.token, texts(again), again?.recovered, again?.since]).toEqual([before?.token, ["a"], true, before?.since]);
  await channel.remove(again!);
  expect(texts(await claim())).toEqual(["b", "c"]);
});

test("what was put is there after kill -9 of the process that put it", async () => {
  const script = `import { DurableQueue } from ${JSON.stringify(new URL("./durable-queue.ts", import.meta.url).href)};
    const channel = DurableQueue.open(${JSON.stringify(directory)}, 1e6).channel("logs");
    for (let n = 0; ; n++) { await channel.put(new TextEncoder().encode("body " + n), { rows: 1, receivedAt: Date.now() }); console.log(n); }`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").length > 20) child.kill("SIGKILL");
  });
  await once(child, "close");
  const acknowledged = said.split("\n").slice(0, -1).map(Number);
  await queue.close();
  reopen();
  const logs = queue.channel("logs");
  const batch = await logs.claim({ maxRows: 1e6, maxBytes: 1e6, lingerMs: 1, signal: new AbortController().signal });
  const stored = new Set(batch?.items.map(({ body }) => new TextDecoder().decode(body)));
  expect(acknowledged.length).toBeGreaterThan(15);
  expect(acknowledged.filter((n) => !stored.has(`body ${n}`))).toEqual([]);
});

test("a body that is put again within ten minutes is known, also while it is being put and after a new start; later it is new", async () => {
  const now = Date.now();
  expect(await Promise.all([put("a", 1, now), put("a", 1, now)])).toEqual(["stored", "known"]);
  expect(await put("a", 1, now + 599_000)).toBe("known");
  await queue.close();
  reopen();
  expect(await put("a", 1, now + 599_000)).toBe("known");
  expect(await put("a", 1, now + 601_000)).toBe("stored");
});

test("a body whose batch was refused may be sent again at once", async () => {
  await put("a");
  await channel.remove((await claim())!, { forget: true });
  expect(await put("a")).toBe("stored");
});

test("old hashes are forgotten as new bodies come", async () => {
  const now = Date.now();
  for (let n = 0; n < 5; n++) await put(`old ${n}`, 1, now);
  for (let n = 0; n < 5; n++) await put(`new ${n}`, 1, now + 700_000);
  for (let n = 0; n < 5; n++) expect(await put(`old ${n}`, 1, now + 100)).toBe("stored");
});

test("a full queue refuses with a time to come back, and takes again when there is room", async () => {
  await put("a".repeat(MAX_BYTES - 10));
  await expect(put("b".repeat(11))).rejects.toThrow(UnavailableError);
  await expect(put("b".repeat(11))).rejects.toThrow(/the queue is full: 999990 of 1000000 bytes wait/);
  await channel.remove((await claim())!);
  expect(await put("b".repeat(11))).toBe("stored");
});

test("a parked batch lets the next be claimed, and is the same under the same token until it is removed, also after a new start", async () => {
  await put("a");
  await put("b");
  const first = await claim({ maxRows: 1 });
  await channel.park(first!);
  const second = await claim({ maxRows: 1 });
  expect(texts(second)).toEqual(["b"]);
  await channel.park(second!);
  expect([channel.parked, channel.waitingBytes]).toEqual([2, 2]);
  await put("c");
  await queue.close();
  reopen();
  expect([channel.parked, channel.waitingBytes, queue.bytes]).toEqual([2, 3, 3]);
  expect(texts(await claim())).toEqual(["c"]);
  const again = channel.nextParked();
  expect([again.token, texts(again), again.since]).toEqual([first?.token, ["a"], first?.since]);
  await channel.park(again);
  expect(texts(channel.nextParked())).toEqual(["b"]);
  await channel.remove(again);
  expect([channel.parked, channel.waitingBytes, queue.bytes]).toEqual([1, 2, 2]);
  expect(texts(channel.nextParked())).toEqual(["b"]);
});

test("the oldest is what waits longest, also while it is under way or parked, and after a new start", async () => {
  const now = Date.now();
  await put("a", 1, now - 3_000);
  await put("b", 1, now - 2_000);
  const first = await claim({ maxRows: 1 });
  expect(channel.oldest).toBe(now - 3_000);
  await channel.park(first!);
  const second = await claim({ maxRows: 1 });
  await put("c", 1, now - 1_000);
  await queue.close();
  reopen();
  expect(channel.oldest).toBe(now - 3_000);
  await channel.remove(first!);
  expect(channel.oldest).toBe(now - 2_000);
  await channel.remove(second!);
  expect(channel.oldest).toBe(now - 1_000);
});

test("claim() waits for company until the first body has lingered, or a batch is full", async () => {
  const pending = claim({ lingerMs: 60_000, maxRows: 3 });
  await put("a", 1);
  await put("b", 2);
  expect(texts(await pending)).toEqual(["a", "b"]);
});

test("claim() gives undefined when its signal is aborted, and what waits stays", async () => {
  const stop = new AbortController();
  const pending = claim({ lingerMs: 60_000, signal: stop.signal });
  await put("a");
  stop.abort();
  expect(await pending).toBeUndefined();
  expect(texts(await claim())).toEqual(["a"]);
});

test("a body larger than a batch goes alone", async () => {
  await put("large", 5_000);
  await put("small", 1);
  const batch = await claim({ maxRows: 100 });
  expect(texts(batch)).toEqual(["large"]);
});
