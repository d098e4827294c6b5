import { expect, test } from "@jest/globals";
import { columnsOf, decadesOf, decadesWithin, decadeText, extentOf, nearest, pointsOf } from "./scatter-points.ts";
import { summary } from "./testing/summary.ts";

const traces = [
  summary({ traceId: "c", startTimeUnixNano: "1795653559523999999", durationNano: "0", errorCount: 1, openCount: 1 }),
  summary({ traceId: "a", startTimeUnixNano: "1795653559521000001", durationNano: "12000000" }),
  summary({ traceId: "b", startTimeUnixNano: "1795653559522000000", durationNano: "30000000000", openCount: 1 }),
];

test("points stand by time, each in the series of what stands out of it", () => {
  const points = pointsOf(traces);
  expect(points.map(({ trace, state }) => [trace.traceId, state])).toEqual([
    ["a", "ended"],
    ["b", "open"],
    ["c", "error"],
  ]);
  expect(columnsOf(points)).toEqual([
    [1795653559521, 1795653559522, 1795653559523],
    [12_000_000, null, null],
    [null, 30_000_000_000, null],
    [null, null, 1_000],
  ]);
});

test("the axes hold all points", () => {
  const points = pointsOf(traces);
  expect(decadesOf(points)).toEqual([1e3, 1e11]);
  expect(decadesWithin(1e6, 1e9)).toEqual([1e6, 1e7, 1e8, 1e9]);
  const [from, to] = extentOf(points);
  expect([from < 1795653559521, to > 1795653559523]).toEqual([true, true]);
});

test("a power of ten is said in its unit, from a second on in seconds", () => {
  expect([1e3, 1e5, 1e7, 1e9, 1e10, 1e11, 1e12].map(decadeText)).toEqual(["1 µs", "100 µs", "10 ms", "1 s", "10 s", "100 s", "1,000 s"]);
});

test("the nearest point within reach is pointed at", () => {
  const points = pointsOf(traces);
  const placeOf = ({ trace }: { trace: { traceId: string } }) => [trace.traceId.charCodeAt(0) * 10, 0] as const;
  expect(nearest(points, [976, 3], placeOf, 18)?.trace.traceId).toBe("b");
  expect(nearest(points, [1050, 0], placeOf, 18)).toBeUndefined();
});
