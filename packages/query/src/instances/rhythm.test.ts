import { expect, test } from "@jest/globals";
import { rhythmOf } from "./rhythm.ts";

const SECOND = 1_000_000_000n;
const at = (...seconds: number[]): bigint[] => seconds.map((second) => BigInt(second) * SECOND);

test.each([
  ["what comes again and again", at(51, 0, 17, 34), 17n * SECOND],
  ["one that was left out once", at(0, 17, 34, 68, 85, 102), 17n * SECOND],
  ["too few times", at(0, 17, 34), undefined],
  ["what comes as it likes", at(0, 3, 50, 60, 99), undefined],
  ["what comes at once", at(5, 5, 5, 5), undefined],
])("rhythmOf() of %s", (_, times, rhythm) => {
  expect(rhythmOf(times)).toBe(rhythm);
});
