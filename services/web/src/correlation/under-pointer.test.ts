import { expect, test } from "@jest/globals";
import { axisOf } from "./axis.ts";
import { gapsOf } from "./gaps.ts";
import { geometryOf } from "./geometry.ts";
import { serviceLanes } from "./lanes.ts";
import { scaleOf } from "./scale.ts";
import { actionWith, logOf, partOf } from "./testing/action-fixture.ts";
import { underPointer } from "./under-pointer.ts";
import { ALL } from "./view-window.ts";

const action = actionWith(
  [
    { spanId: "a", service: "x", at: [0, 40] },
    { spanId: "b", service: "y", at: [60, 40] },
  ],
  [logOf(20, { service: "x" }), logOf(20, { service: "x", severityNumber: 17 })],
);
const geometry = geometryOf(serviceLanes(action, ["x", "y"]), false);
const axis = axisOf(scaleOf(action.length, []), ALL, 100);
const find = (x: number, y: number) => underPointer({ geometry, axis, endOf: ({ to }) => to, gaps: gapsOf(action, []) }, x, y);
const [x, y] = geometry.lanes;

test("a bar is found by its row, also a little beside it", () => {
  const top = geometry.barY.get(partOf(action, "b")) ?? 0;
  expect(find(70, top + 5)).toEqual({ part: partOf(action, "b") });
  expect(find(57, top + 5)).toEqual({ part: partOf(action, "b") });
  expect(find(70, (x?.barsTop ?? 0) + 5)).toBeUndefined();
});

test("of log records at one place the gravest is found; between bars, the time in which nothing ran", () => {
  expect(find(21, x?.logY ?? 0)).toMatchObject({ log: { log: { severityNumber: 17 } } });
  expect(find(50, (y?.barsTop ?? 0) + 2)).toMatchObject({ gap: { from: 40e6, to: 60e6 } });
  expect(find(50, 10_000)).toBeUndefined();
});
