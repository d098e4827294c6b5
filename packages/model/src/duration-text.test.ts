import { expect, test } from "@jest/globals";
import { durationText } from "./duration-text.ts";

test.each([
  [0n, "0 ns"],
  [999n, "999 ns"],
  [1_500n, "1.50 µs"],
  [87_300_000n, "87.3 ms"],
  [1_240_000_000n, "1.24 s"],
  [150_000_000_000n, "2.50 min"],
  [-5_000_000n, "−5.00 ms"],
])("durationText(%p) is %p", (nanos, text) => {
  expect(durationText(nanos)).toBe(text);
});
