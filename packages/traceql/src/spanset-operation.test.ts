import { expect, test } from "@jest/globals";
import { parse } from "./query.ts";
import { filtersOf, type SpansetExpression } from "./spanset-expression.ts";
import { SPANSET_OPERATORS } from "./spanset-operation.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test.each(SPANSET_OPERATORS)("parse() reads the operator %s, and print() writes it", (operator) => {
  expect(parse(`{.a}${operator}{.b}`).expression).toMatchObject({
    type: "spanset-operation",
    operator,
    left: { condition: { key: "a" } },
    right: { condition: { key: "b" } },
  });
  expect(rewritten(`{.a}${operator}{.b}`)).toBe(`{ .a } ${operator} { .b }`);
});

test.each([
  ["{} && {} || {}", "({} && {}) || {}"],
  ["{} || {} && {}", "({} || {}) && {}"],
  ["{} && {} >> {}", "{} && ({} >> {})"],
  ["{} > {} !>> {} &~ {}", "(({} > {}) !>> {}) &~ {}"],
])("parse() reads %s as %s", (text, same) => {
  expect(parse(text)).toEqual(parse(same));
});

test("print() writes parentheses where the order asks for them", () => {
  expect(rewritten("({.a} && {.b}) >> {.c}")).toBe("({ .a } && { .b }) >> { .c }");
  expect(rewritten("{.a} >> ({.b} >> {.c})")).toBe("{ .a } >> ({ .b } >> { .c })");
  expect(rewritten("(({.a}) >> {.b}) && {.c}")).toBe("{ .a } >> { .b } && { .c }");
});

test("filtersOf() gives every filter from left to right, those in pipelines included", () => {
  const { expression } = parse("({.a} | {.b} | count() > 1) && ({.c} >> {.d}) | {.e} && {.f}");
  const keys = filtersOf(expression as SpansetExpression).map(({ condition }) => condition?.type === "attribute" && condition.key);
  expect(keys).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test.each([
  ["{} >> ", 'syntax 1:7 expected "{", found the end of the query'],
  ["({} && {}", 'syntax 1:10 expected an operator, "|" or ")", found the end of the query'],
  ["{} {}", 'syntax 1:4 expected an operator, "|" or the end of the query, found "{"'],
  ["{} && 5", 'type 1:7 "&&" stands between spansets, and "5" is none'],
  ["{} && ({} | rate())", 'type 1:7 "&&" stands between spansets, and "({} | rate())" is none'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
