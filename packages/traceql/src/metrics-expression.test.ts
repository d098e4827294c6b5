import { expect, test } from "@jest/globals";
import { isMetrics, parse } from "./query.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test("parse() reads arithmetic of metrics and numbers", () => {
  expect(parse("({ status = error } | rate()) / ({} | rate()) * 100").expression).toMatchObject({
    type: "metrics-arithmetic",
    operator: "*",
    left: { type: "metrics-arithmetic", operator: "/", left: { type: "metrics" }, right: { type: "metrics" } },
    right: { type: "number", value: 100 },
  });
});

test.each([
  ["1 - ({}|rate())", "1 - ({} | rate())"],
  ["({}|rate()) - (({}|rate()) - 1)", "({} | rate()) - (({} | rate()) - 1)"],
  ["(({}|rate()) + 1) * -2.5", "(({} | rate()) + 1) * -2.5"],
  ["({}|rate() by (name) | topk(3)) + ({}|rate())", "({} | rate() by (name) | topk(3)) + ({} | rate())"],
  ["(({}|rate()))", "{} | rate()"],
])("print() writes %s as %s", (text, printed) => {
  expect(rewritten(text)).toBe(printed);
  expect(parse(printed)).toEqual(parse(text));
});

test("isMetrics() tells series from traces", () => {
  expect(["{}", "{} | count() > 1", "{} | rate()", "({} | rate()) * 2"].map((text) => isMetrics(parse(text)))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test.each([
  ["1 + 2", 'type 1:3 one side of "+" must be a metrics query in parentheses'],
  ["5", 'syntax 1:1 expected "{", found "5"'],
  ["({} | rate()) / {}", 'type 1:17 "/" stands between metrics or numbers, and "{}" is neither'],
  ["{} / ({} | rate())", 'syntax 1:4 expected an operator, "|" or the end of the query, found "/"'],
  [
    "({} | rate()) ^ 2",
    'syntax 1:15 expected an operator or the end of the query (topk, bottomk and comparisons of a metrics query stand inside its parentheses), found "^"',
  ],
  ["({} | rate()) | topk(3)", 'stand inside its parentheses), found "|"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toContain(error);
});
