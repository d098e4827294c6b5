import { expect, test } from "@jest/globals";
import { runtimeSeries } from "./runtime-series.ts";

const point = (seconds: number, max: string | null) => ({
  timeUnixNano: `${seconds}000000000`,
  delayMeanNano: null,
  delayP99Nano: max,
  delayMaxNano: max,
  utilization: 0.5,
  memoryBytes: 1,
});

test("runtimeSeries() has every step between the first and the last report, and gaps where a process did not report", () => {
  expect(runtimeSeries([point(60, "20000000"), point(90, null)], "10000000000")).toEqual({
    times: [60, 70, 80, 90],
    p99: [0.02, null, null, null],
    most: [0.02, null, null, null],
    utilization: [50, null, null, 50],
    memory: [1, null, null, 1],
  });
  expect(runtimeSeries([], "10000000000").times).toEqual([]);
});
