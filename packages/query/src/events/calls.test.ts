import { expect, test } from "@jest/globals";
import type { Block } from "./block.ts";
import { heldUp } from "./calls.ts";
import type { Running } from "./waiting.ts";

const MILLI = 1_000_000;
const nanos = (millis: number): bigint => BigInt(Math.round(millis * MILLI));
const running = (from: number, to: number | undefined): Running => ({
  id: "",
  parent: "",
  resource: "",
  start: nanos(from),
  end: to === undefined ? undefined : nanos(to),
});
const block = (from: number, to: number): Block => ({
  blockId: "b",
  traceId: "",
  spanId: "",
  service: "catalog",
  resource: "",
  startNano: String(nanos(from)),
  durationNano: String(nanos(to - from)),
  collectedNano: "0",
  isOngoing: false,
  stacks: [],
  function: undefined,
  file: undefined,
  line: undefined,
});

test.each([
  ["before it is taken up", [0, 800], [785, 795], [-10, 785.5], 785],
  ["after its answer is ready", [0, 800], [5, 10], [100, 900], 700],
  ["on both sides, but not while it is worked on", [0, 100], [40, 60], [0, 100], 80],
  ["until now, where it has not ended", [0, undefined], [500, undefined], [100, 400], 300],
  ["not at all where the block was over", [0, 100], [40, 60], [-50, 0], 0],
  ["not to speak of below a millisecond", [0, 100], [0.9, 90], [-50, 0.9], 0],
  ["not beyond its end, where it was given up", [0, 100], [900, 910], [50, 890], 50],
] as const)("a call is held up %s", (_, caller, callee, of, expected) => {
  const call = { caller: running(caller[0], caller[1]), callee: running(callee[0], callee[1]) };
  expect(Number(heldUp(call, block(of[0], of[1]))) / MILLI).toBeCloseTo(expected);
});
