import { expect, test } from "@jest/globals";
import { conditionOf, errorOf, rewritten } from "./testing/read.ts";

test.each([
  ["{}", undefined],
  ["{ }", undefined],
  ["{ /* all */ }", undefined],
  ["{ true }", { type: "literal", literal: { type: "bool", value: true } }],
  ["{ .a }", { type: "attribute", scope: "any", key: "a", ofParent: false }],
])("parse() reads %s", (text, condition) => {
  expect(conditionOf(text)).toEqual(condition);
});

test("print() leaves nothing between the braces of a filter without a condition", () => {
  expect(rewritten("{ }")).toBe("{}");
});

test.each([
  ["{ name }", 'type 1:3 "name" is a string, not a condition: compare it with something'],
  ["{ 5 }", 'type 1:3 "5" is a number, not a condition: compare it with something'],
  ["{ nil }", 'type 1:3 "nil" is nil, not a condition: compare it with something'],
  ["{ duration + 1s }", 'type 1:3 "duration + 1s" is a number, not a condition: compare it with something'],
  ["{ name = `a` ", 'syntax 1:14 expected an operator or "}", found the end of the query'],
  ["{ .a = 1 and .b = 2 }", 'syntax 1:10 expected an operator or "}", found "and": did you mean "&&"?'],
  ["{ .a OR .b }", 'syntax 1:6 expected an operator or "}", found "OR": did you mean "||"?'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
