import { expect, test } from "@jest/globals";
import { narrowedTo } from "./brush.ts";
import { pointsOf } from "./scatter-points.ts";
import { summary } from "./testing/summary.ts";

const range = { start: "1795653559521000000", end: "1795653560001000000" };
const point = (millis: string, durationNano: string) => summary({ startTimeUnixNano: `${millis}000000`, durationNano });

test("an area over all durations narrows the range of time alone, to whole milliseconds that hold it", () => {
  expect(narrowedTo("{ status = error }", { millis: [1795653559521.4, 1795653559999.2] }, [])).toEqual({
    q: "{ status = error }",
    ...range,
  });
});

test("an area of some durations bounds them, in two digits, and takes the place of older bounds", () => {
  const area = { millis: [1795653559521, 1795653560000], nanos: [123_456_789, 2_345_000_000] } as const;
  expect(narrowedTo("", area, [])).toEqual({ q: "{ traceDuration >= 120ms && traceDuration <= 2400ms }", ...range });
  expect(narrowedTo("{ .a && traceDuration >= 5ms && traceDuration < 1h && traceDuration != 3s }", area, []).q).toBe(
    "{ .a && traceDuration != 3s && traceDuration >= 120ms && traceDuration <= 2400ms }",
  );
});

test("the range reaches to the end of the traces in the area, whose spans may begin late, and of no others", () => {
  const points = pointsOf([
    point("1795653559600", "2000000000"),
    point("1795653559601", "9000000000"),
    point("1795653559000", "3000000000"),
  ]);
  const area = { millis: [1795653559521, 1795653559700], nanos: [1_000_000, 5_000_000_000] } as const;
  expect(narrowedTo("", area, points).end).toBe("1795653561601000000");
});
