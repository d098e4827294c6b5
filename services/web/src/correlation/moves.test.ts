import { expect, test } from "@jest/globals";
import { serviceLanes } from "./lanes.ts";
import { moved, neighbours } from "./moves.ts";
import { actionWith, partOf } from "./testing/action-fixture.ts";

const action = actionWith([
  { spanId: "a", service: "x", at: [0, 100] },
  { spanId: "b", service: "x", at: [10, 10] },
  { spanId: "c", service: "y", at: [1, 5] },
  { spanId: "d", service: "y", at: [11, 5] },
]);
const lanes = serviceLanes(action, ["x", "empty", "y"]);

test.each([
  ["a", "next", "b"],
  ["b", "next", "b"],
  ["b", "before", "a"],
  ["b", "down", "d"],
  ["c", "up", "a"],
  ["a", "up", "a"],
] as const)("from %p, %p leads to %p", (from, move, to) => {
  expect(moved(lanes, partOf(action, from), move)?.span.spanId).toBe(to);
});

test("from nowhere, any key leads to the first", () => {
  expect(moved(lanes, undefined, "down")?.span.spanId).toBe("a");
  expect(moved([], undefined, "down")).toBeUndefined();
});

test("neighbours() are those of the same lane, with their places in it", () => {
  const told = (from: string | undefined) =>
    neighbours(lanes, from === undefined ? undefined : partOf(action, from), 1).map(({ part, position, of }) => [
      part.span.spanId,
      position,
      of,
    ]);
  expect(told("d")).toEqual([
    ["c", 1, 2],
    ["d", 2, 2],
  ]);
  expect(told(undefined)).toEqual([
    ["a", 1, 2],
    ["b", 2, 2],
  ]);
});
