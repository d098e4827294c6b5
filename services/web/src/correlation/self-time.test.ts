import { expect, test } from "@jest/globals";
import { longestBySelf, selfTime } from "./self-time.ts";
import { actionWith, partOf } from "./testing/action-fixture.ts";

const action = actionWith([
  { spanId: "a", at: [0, 100] },
  { spanId: "b", parentSpanId: "a", at: [10, 30] },
  { spanId: "c", parentSpanId: "a", at: [20, 40] },
  { spanId: "later", parentSpanId: "a", at: [90, 500] },
  { spanId: "d", parentSpanId: "later", at: [100, 480] },
]);

test("selfTime() leaves out what children ran, once where they ran at the same time, and none beyond the span's end", () => {
  expect(selfTime(partOf(action, "a"))).toBe(40e6);
  expect(selfTime(partOf(action, "later"))).toBe(20e6);
});

test("longestBySelf() is not the longest span but the one that did the most itself", () => {
  expect(longestBySelf(action.parts)).toEqual({ part: partOf(action, "d"), self: 480e6 });
  expect(longestBySelf([])).toBeUndefined();
});
