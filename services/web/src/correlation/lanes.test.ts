import { expect, test } from "@jest/globals";
import { hopsOf } from "./hops.ts";
import { pack, serviceLanes, traceLanes } from "./lanes.ts";
import { actionWith, logOf } from "./testing/action-fixture.ts";
import { tracesOf } from "./traces.ts";

const rowsOf = (spans: Parameters<typeof actionWith>[0]) =>
  pack(actionWith(spans).parts).bars.map(({ part, row }) => [part.span.spanId, row]);

test("bars lie below what called them, and beside nothing that runs at the same time", () => {
  expect(
    rowsOf([
      { spanId: "a", at: [0, 100] },
      { spanId: "b", parentSpanId: "a", at: [10, 30] },
      { spanId: "c", parentSpanId: "a", at: [20, 40] },
      { spanId: "d", parentSpanId: "a", at: [60, 10] },
      { spanId: "e", at: [150, 10] },
    ]),
  ).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
    ["d", 1],
    ["e", 0],
  ]);
});

test("a thousand spans at once do not make a lane of a thousand rows", () => {
  const { rows } = pack(actionWith(Array.from({ length: 1_000 }, (_, at) => ({ spanId: `${at}`, at: [at, 5_000] as const }))).parts);
  expect(rows).toBe(60);
});

test("lanes are of services, or of traces with what is outside of any", () => {
  const action = actionWith(
    [
      { spanId: "1", traceId: "a", service: "x", at: [0, 10] },
      { spanId: "2", traceId: "a", parentSpanId: "1", service: "y", at: [1, 5] },
      { spanId: "3", traceId: "b", service: "x", at: [20, 10] },
    ],
    [logOf(2, { service: "y", traceId: "a" }), logOf(40, { service: "z", traceId: "" })],
  );
  const count = ({ key, label, bars, logs }: ReturnType<typeof serviceLanes>[number]) => [key, label, bars.length, logs.length];
  expect(serviceLanes(action, ["x", "y", "z"]).map(count)).toEqual([
    ["x", "x", 2, 0],
    ["y", "y", 1, 1],
    ["z", "z", 0, 1],
  ]);
  expect(traceLanes(action, tracesOf(action.parts, hopsOf(action.parts))).map(count)).toEqual([
    ["a", "x work", 2, 1],
    ["b", "x work", 1, 0],
    ["", "outside any trace", 0, 1],
  ]);
});
