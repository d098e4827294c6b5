import { expect, test } from "@jest/globals";
import { valueText } from "./value-text.ts";

test("valueText() leaves a text as it is and writes all else as JSON", () => {
  expect(["9007199254740993", 1.5, true, null, ["a", 1], { a: { b: 2 } }].map(valueText)).toEqual([
    "9007199254740993",
    "1.5",
    "true",
    "null",
    '[\n  "a",\n  1\n]',
    '{\n  "a": {\n    "b": 2\n  }\n}',
  ]);
});
