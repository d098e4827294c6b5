import { expect, test } from "@jest/globals";
import { errorOf, rewritten, stageOf } from "./testing/read.ts";

test("parse() reads a comparison of numbers of a set", () => {
  expect(stageOf("{} | count() > 2")).toMatchObject({
    type: "scalar-filter",
    operator: ">",
    left: { type: "aggregate", name: "count" },
    right: { type: "literal", literal: { type: "int", value: 2n } },
  });
});

test.each([
  ["{} | 2 < count()", "{} | 2 < count()"],
  ["{} | (count() + 1) * 2 > max(.a) - 1s", "{} | (count() + 1) * 2 > max(.a) - 1s"],
  ["{} | ((count())) >= sum(.a) / (count() * 2)", "{} | count() >= sum(.a) / (count() * 2)"],
  ["{} | -5 != min(.a) ^ 2 ^ 2", "{} | -5 != min(.a) ^ 2 ^ 2"],
])("print() writes %s as %s", (text, printed) => {
  expect(rewritten(text)).toBe(printed);
});

test.each([
  ["{} | count()", "syntax 1:13 expected a comparison such as > 2, found the end of the query"],
  ["{} | count() =~ `2`", "type 1:14 numbers are not compared by =~"],
  ["{} | count() > `2`", "type 1:16 a set of spans has numbers such as count() to compare, not `2`"],
  ["{} | count() > true", 'type 1:16 a set of spans has numbers such as count() to compare, not "true"'],
  ["{} | count() > .a", 'syntax 1:16 expected a number or one of count(), avg(), min(), max(), sum(), found ".a"'],
  ["{} | count() > 2 > 3", 'syntax 1:18 expected an operator, "|" or the end of the query, found ">"'],
  ["{} | (count() > 2", 'syntax 1:15 expected an operator or ")", found ">"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
