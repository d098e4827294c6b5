import { expect, test } from "@jest/globals";
import { QueryTimeout } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { scanNewest } from "./scan.ts";

const MINUTE = 60_000_000_000n;
const range = { from: 0n, to: 100n * MINUTE };

test("scanNewest() reads all windows, newest first, if there are few rows", async () => {
  const read: TimeRange[] = [];
  expect(await scanNewest(range, 10, (window) => Promise.resolve(read.push(window) && 1))).toBeUndefined();
  expect(read[0]).toEqual({ from: 90n * MINUTE, to: range.to });
  expect(read.at(-1)?.from).toBe(range.from);
});

test("scanNewest() asks for no more than is left, and says from when on all was read", async () => {
  const limits: number[] = [];
  expect(await scanNewest(range, 10, (_, limit) => Promise.resolve(limits.push(limit) === 1 ? 4 : limit))).toBe(90n * MINUTE);
  expect(limits).toEqual([10, 6]);
});

test("scanNewest() gives what was read before a window that takes too long, if anything was", async () => {
  let windows = 0;
  expect(await scanNewest(range, 10, () => (windows++ === 0 ? Promise.resolve(1) : Promise.reject(new QueryTimeout())))).toBe(90n * MINUTE);
  await expect(scanNewest(range, 10, () => Promise.reject(new QueryTimeout()))).rejects.toThrow(QueryTimeout);
});
