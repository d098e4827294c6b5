import { Session } from "node:inspector/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Heartbeat } from "./heartbeat.ts";
import { RuntimeNumbers } from "./runtime.ts";
import { newWatchBuffer, watchState } from "./watch-messages.ts";

const session = new Session();
beforeAll(async () => {
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 5_000 });
  await session.post("Profiler.start");
});
afterAll(() => session.disconnect());

const IDLE_MILLIS = 1_500;
const zero = (): number => 0;

test("an idle event loop that is sampled is said to be idle", async () => {
  const numbers = new RuntimeNumbers({ openSpans: zero, droppedSpans: zero, droppedLogRecords: zero, isSampled: () => true });
  await sleep(IDLE_MILLIS);
  expect(numbers.read()["nodejs.eventloop.utilization"]).toBeLessThan(0.2);
  numbers.stop();
});

test("an idle event loop that is sampled beats no more often than another", async () => {
  let beats = 0;
  const heartbeat = new Heartbeat(watchState(newWatchBuffer()), 100, {
    beat: () => (beats += 1),
    gap: () => {},
    isSampled: () => true,
  });
  await sleep(IDLE_MILLIS);
  heartbeat.stop();
  expect(beats).toBeGreaterThan(0);
  expect(beats).toBeLessThanOrEqual(IDLE_MILLIS / 75 + 5);
});
