import { expect, test } from "@jest/globals";
import { scaleOf } from "./scale.ts";

test("without waits the axis is even", () => {
  const scale = scaleOf(200, []);
  expect([scale.place(0), scale.place(50), scale.place(200), scale.time(0.75), scale.shortened]).toEqual([0, 0.25, 1, 150, []]);
});

test("a long wait is shortened, everything else keeps its proportion, and each place is a time again", () => {
  const scale = scaleOf(10_000, [
    { from: 100, to: 9_900 },
    { from: 9_950, to: 9_955 },
  ]);
  expect(scale.shortened).toEqual([{ from: 100, to: 9_900 }]);
  expect(scale.place(100)).toBeCloseTo(100 / 229.25);
  expect(scale.place(9_900)).toBeCloseTo(129.25 / 229.25);
  for (const time of [0, 50, 100, 5_000, 9_900, 9_960, 10_000]) expect(scale.time(scale.place(time))).toBeCloseTo(time);
});

test("of an action without length there is a scale, too", () => {
  expect(scaleOf(0, []).place(0)).toBe(0);
});

test("a thousand waits do not crowd out what ran between them", () => {
  const waits = Array.from({ length: 1_000 }, (_, at) => ({ from: at * 1_010 + 10, to: (at + 1) * 1_010 }));
  const scale = scaleOf(1_010_010, waits);
  const ran = scale.place(10) * 1_000;
  expect(ran).toBeGreaterThan(0.6);
  for (const time of [5, 700, 505_000, 1_010_005]) expect(scale.time(scale.place(time))).toBeCloseTo(time, 3);
});
