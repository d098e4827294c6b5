import { expect, test } from "@jest/globals";
import { actionWith, logOf, partOf } from "./testing/action-fixture.ts";

test("actionOf() puts everything on one clock, to the nanosecond, spans below what called them in their own trace", () => {
  const action = actionWith(
    [
      { spanId: "b", parentSpanId: "a", at: [1.000001, 2] },
      { spanId: "a", at: [0, 10] },
      { spanId: "b2", traceId: "u", parentSpanId: "a", at: [5, 1] },
    ],
    [logOf(12)],
  );
  expect(action.parts.map(({ span, from }) => [span.spanId, from])).toEqual([
    ["a", 0],
    ["b", 1_000_001],
    ["b2", 5_000_000],
  ]);
  expect(partOf(action, "b").parent).toBe(partOf(action, "a"));
  expect(partOf(action, "b2").parent).toBeUndefined();
  expect(action.length).toBe(12_000_000);
  expect(action.start).toBe(1_795_653_559_521_000_123n);
});

test("spans that are each other's parents hang nobody", () => {
  const action = actionWith([
    { spanId: "a", parentSpanId: "b", at: [0, 10] },
    { spanId: "b", parentSpanId: "a", at: [1, 2] },
    { spanId: "c", parentSpanId: "c", at: [2, 2] },
  ]);
  expect(action.parts.map(({ parent }) => parent?.span.spanId)).toEqual(["b", undefined, undefined]);
});

test("of an action without anything, everything is empty", () => {
  expect(actionWith([])).toEqual({ start: 0n, length: 0, parts: [], logs: [], blocks: [] });
});
