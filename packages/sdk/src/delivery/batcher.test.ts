import { expect, test } from "@jest/globals";
import { Batcher, type BatchLimits, type BatchOutlet } from "./batcher.ts";

const LIMITS: BatchLimits = { maxQueueSize: 5, maxExportBatchSize: 2, scheduledDelayMillis: 5, exportTimeoutMillis: 60_000 };

/** An outlet that keeps what it is sent, and answers when `open` resolves. */
function keepingOutlet(open: Promise<void> = Promise.resolve()) {
  const sent: number[][] = [];
  const lost: unknown[] = [];
  let dropped = 0;
  const outlet: BatchOutlet<number> = {
    send: async (items) => {
      sent.push(items);
      await open;
    },
    failed: (error, items) => void lost.push([error, items]),
    dropped: (items) => void (dropped += items),
  };
  return { outlet, sent, lost, dropped: () => dropped };
}

test("a batcher sends full batches at once, one after the other, and the rest after the delay", async () => {
  const { outlet, sent } = keepingOutlet();
  const batcher = new Batcher(LIMITS, outlet);
  for (const item of [1, 2, 3]) batcher.add(item);
  expect(sent).toEqual([[1, 2]]);
  while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(sent).toEqual([[1, 2], [3]]);
  expect(batcher.added).toBe(3);
});

test("a full queue drops and says so", async () => {
  const gate = Promise.withResolvers<void>();
  const { outlet, sent, dropped } = keepingOutlet(gate.promise);
  const batcher = new Batcher(LIMITS, outlet);
  for (let item = 0; item < 10; item++) batcher.add(item);
  expect(batcher.dropped).toBe(3);
  gate.resolve();
  await batcher.flush();
  expect([dropped(), batcher.dropped]).toEqual([3, 3]);
  expect(sent.flat()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("flush() waits for what is queued, not for what comes meanwhile", async () => {
  const gate = Promise.withResolvers<void>();
  const { outlet, sent } = keepingOutlet(gate.promise);
  const batcher = new Batcher({ ...LIMITS, scheduledDelayMillis: 60_000 }, outlet);
  batcher.add(1);
  const flushed = batcher.flush();
  batcher.add(2);
  gate.resolve();
  await flushed;
  expect(sent).toEqual([[1]]);
});

test("a batch that fails or takes too long is told of, and the next one goes on", async () => {
  const { outlet, lost } = keepingOutlet();
  const refused = new Error("refused");
  const failing = new Batcher(LIMITS, { ...outlet, send: () => Promise.reject(refused) });
  failing.add(1);
  await failing.flush();
  failing.add(2);
  await failing.close();
  failing.add(3);
  await failing.flush();
  expect(lost).toEqual([
    [refused, 1],
    [refused, 1],
  ]);

  lost.length = 0;
  const hanging = new Batcher({ ...LIMITS, exportTimeoutMillis: 10 }, { ...outlet, send: () => new Promise(() => {}) });
  hanging.add(1);
  const held = setInterval(() => {}, 1000);
  await hanging.flush();
  clearInterval(held);
  expect(lost).toEqual([[expect.objectContaining({ message: "no answer in time" }), 1]]);
});

test("flushNow() hands over what is queued at once, also what waits to be ready, and counts what is refused", async () => {
  const { outlet, sent } = keepingOutlet();
  const ready = Promise.withResolvers<void>();
  const immediate: BatchOutlet<number> = {
    ...outlet,
    immediate: true,
    ready: () => ready.promise,
    send: async (items) => {
      await outlet.send(items);
      return items.includes(3) ? 1 : 0;
    },
  };
  const batcher = new Batcher(LIMITS, immediate);
  for (const item of [1, 2, 3]) batcher.add(item);
  expect(sent).toEqual([]);
  batcher.flushNow();
  expect(sent).toEqual([[1, 2], [3]]);
  ready.resolve();
  await batcher.flush();
  batcher.add(4);
  await batcher.flush();
  expect(sent).toEqual([[1, 2], [3], [4]]);
  expect(batcher.dropped).toBe(1);
});

test("flushNow() leaves what an outlet cannot take at once", async () => {
  const { outlet, sent } = keepingOutlet();
  const batcher = new Batcher({ ...LIMITS, scheduledDelayMillis: 60_000 }, outlet);
  batcher.add(1);
  batcher.flushNow();
  expect(sent).toEqual([]);
  await batcher.flush();
  expect(sent).toEqual([[1]]);
});

test("stop() gives up what is queued, and flush() does not wait for it", async () => {
  const { outlet, sent } = keepingOutlet();
  const batcher = new Batcher({ ...LIMITS, scheduledDelayMillis: 60_000 }, outlet);
  batcher.add(1);
  batcher.stop();
  batcher.add(2);
  await batcher.flush();
  expect(sent).toEqual([]);
  expect(batcher.dropped).toBe(1);
});

test("a full queue is not told of when the reason is that nothing can be delivered", async () => {
  const gate = Promise.withResolvers<void>();
  const { outlet, lost, dropped } = keepingOutlet(gate.promise);
  const batcher = new Batcher(LIMITS, outlet);
  for (let item = 0; item < 10; item++) batcher.add(item);
  gate.reject(new Error("away"));
  await batcher.flush();
  expect(lost).toHaveLength(4);
  expect(dropped()).toBe(0);
  expect(batcher.dropped).toBe(10);
});
