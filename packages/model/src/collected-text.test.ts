import { expect, test } from "@jest/globals";
import { collectedText } from "./collected-text.ts";

test.each([
  ["420000000", "433000000", "garbage collection (420 ms of 433 ms)"],
  ["50", "100", "garbage collection (50 ns of 100 ns)"],
  ["49", "100", ""],
  ["0", "0", ""],
])("collectedText() of %s in %s is %j", (collectedNano, durationNano, text) => {
  expect(collectedText({ collectedNano, durationNano })).toBe(text);
});
