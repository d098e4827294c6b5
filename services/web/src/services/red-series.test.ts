import { describe, expect, test } from "@jest/globals";
import { brushed, redSeries } from "./red-series.ts";

describe("what the charts draw", () => {
  test("rates are a second's, a share is of what was called, and where nothing was there is no percentile", () => {
    const points = [
      { timeUnixNano: "1795000020000000000", calls: 120, errors: 30, p50Nano: "5000000", p95Nano: "1500000000", p99Nano: "2000000000" },
      { timeUnixNano: "1795000080000000000", calls: 0, errors: 0, p50Nano: null, p95Nano: null, p99Nano: null },
    ];
    expect(redSeries(points, 60)).toEqual({
      times: [1_795_000_020, 1_795_000_080],
      calls: [2, 0],
      errors: [0.5, 0],
      share: [25, null],
      p50: [0.005, null],
      p95: [1.5, null],
      p99: [2, null],
    });
  });

  test("a brush takes whole steps", () => {
    expect(brushed(61.2, 179.9, 60)).toEqual({ from: 60_000_000_000n, to: 180_000_000_000n });
    expect(brushed(60, 60, 60)).toBeUndefined();
  });
});
