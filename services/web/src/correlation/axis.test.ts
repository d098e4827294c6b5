import { expect, test } from "@jest/globals";
import { axisOf, axisTicks, seen } from "./axis.ts";
import { scaleOf } from "./scale.ts";
import { ALL } from "./view-window.ts";

test("times lie on the axis where its window shows them", () => {
  const axis = axisOf(scaleOf(1_000, []), { from: 0.5, to: 1 }, 400);
  expect([axis.x(500), axis.x(750), axis.time(400)]).toEqual([0, 200, 1_000]);
  expect(seen(axis, { from: 0, to: 625 })).toEqual({ x: 0, width: 100 });
  expect(seen(axis, { from: 625, to: 625 })).toEqual({ x: 100, width: 2 });
  expect(seen(axis, { from: 0, to: 100 })).toBeUndefined();
});

test("ticks are round times, and none is within a wait that is shortened", () => {
  const scale = scaleOf(10e9, [{ from: 1e9, to: 9e9 }]);
  const axis = axisOf(scale, ALL, 500);
  const found = axisTicks(axis, scale);
  expect(found.map(({ label }) => label)).toEqual(["0", "0.5 s", "1.0 s", "9.0 s", "9.5 s"]);
  expect(found.every(({ x }, at) => at === 0 || x > (found[at - 1]?.x ?? 0))).toBe(true);
});
