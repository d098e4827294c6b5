import { expect, test } from "@jest/globals";
import type { Run } from "../statement.ts";
import { fittingSpans } from "./fitting.ts";

const MIB = 1024 * 1024;

/** How many of `spans` spans that take `bytes` together fit, and whether they were weighed. */
async function fitting(spans: number, bytes: number, limit = 100_000) {
  let weighed = false;
  const run = (async () => {
    weighed = true;
    return [{ count: String(spans), bytes: String(bytes) }];
  }) as unknown as Run;
  return [await fittingSpans(run, ["0".repeat(32)], { from: 0n, to: 1n, spans }, limit), weighed];
}

test("few spans are not weighed", async () => {
  expect(await fitting(10_000, 9e9)).toEqual([100_000, false]);
  expect(await fitting(50_000, 9e9, 10_000)).toEqual([10_000, false]);
});

test("many that are small fit up to the limit, and of large ones as many as there is room for", async () => {
  expect(await fitting(50_000, 50 * MIB)).toEqual([100_000, true]);
  expect(await fitting(50_000, 512 * MIB)).toEqual([25_000, true]);
  expect(await fitting(50_000, 5_120 * MIB)).toEqual([10_000, true]);
  expect(await fitting(50_000, 0)).toEqual([100_000, true]);
});
