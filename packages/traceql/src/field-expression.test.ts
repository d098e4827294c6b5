import { expect, test } from "@jest/globals";
import { conditionOf, errorOf, rewritten } from "./testing/read.ts";

test.each([
  // What binds most tightly comes last: || && comparison + - * / % ^ unary
  ["{ .a || .b && .c }", "{ .a || (.b && .c) }"],
  ["{ .a && .b = 1 }", "{ .a && (.b = 1) }"],
  ["{ .a = .b + 1 }", "{ .a = (.b + 1) }"],
  ["{ .a + .b * 2 > 0 }", "{ (.a + (.b * 2)) > 0 }"],
  ["{ .a - .b - .c > 0 }", "{ ((.a - .b) - .c) > 0 }"],
  ["{ .a / .b % .c > 0 }", "{ ((.a / .b) % .c) > 0 }"],
  ["{ .a ^ .b ^ .c > 0 }", "{ (.a ^ (.b ^ .c)) > 0 }"],
  ["{ -.a ^ 2 > 0 }", "{ ((-.a) ^ 2) > 0 }"],
  ["{ !.a = .b }", "{ (!.a) = .b }"],
  ["{ .a = .b != .c }", "{ (.a = .b) != .c }"],
  ["{ (.a && (.b)) && .c }", "{ .a && .b && .c }"],
  ["{ .a || (.b || .c) }", "{ .a || .b || .c }"],
  ["{ -(-5) = .a }", "{ 5 = .a }"],
])("parse() reads %s as %s", (text, same) => {
  expect(conditionOf(text)).toEqual(conditionOf(same));
});

test.each([
  ["{ (.a || .b) && .c }", "{ (.a || .b) && .c }"],
  ["{ (.a || .b && .c) }", "{ .a || .b && .c }"],
  ["{ .a - (.b - .c) > 0 }", "{ .a - (.b - .c) > 0 }"],
  ["{ (.a ^ .b) ^ .c > 0 }", "{ (.a ^ .b) ^ .c > 0 }"],
  ["{ !(.a = 1) }", "{ !(.a = 1) }"],
  ["{ !!.a }", "{ !!.a }"],
  ["{ --.a > -(.b + 1) }", "{ --.a > -(.b + 1) }"],
  ["{ .a = (.b = .c) }", "{ .a = (.b = .c) }"],
  ["{ 2 - -1 > .a }", "{ 2 - -1 > .a }"],
])("print() writes %s as %s", (text, printed) => {
  expect(rewritten(text)).toBe(printed);
});

test("parse() takes a sign of a name's key for a part of it, as the language does", () => {
  expect(conditionOf("{ .a-1 }")).toMatchObject({ type: "attribute", key: "a-1" });
  expect(conditionOf("{ .a - 1 > 0 }")).toMatchObject({ left: { type: "arithmetic", operator: "-" } });
});

test.each([
  ["{ name + 1 > 0 }", 'type 1:3 "+" takes numbers, and "name" is a string'],
  ["{ 1 + (.a = 1) > 0 }", 'type 1:7 "+" takes numbers, and "(.a = 1)" is true or false'],
  ["{ -status = 1 }", 'type 1:4 "-" takes numbers, and "status" is a status'],
  ["{ !duration }", 'type 1:4 "duration" is a number, not a condition: compare it with something'],
  ["{ !.a = 1 }", 'type 1:9 "!.a" is true or false and "1" is a number: they never compare'],
  ["{ .a && name }", 'type 1:9 "name" is a string, not a condition: compare it with something'],
  ["{ 5 || .a }", 'type 1:3 "5" is a number, not a condition: compare it with something'],
  ["{ (.a = 1 }", 'syntax 1:11 expected an operator or ")", found "}"'],
  ["{ .a && }", 'syntax 1:9 expected a field such as name, duration or span.http.route, found "}"'],
  ["{ .a + }", 'syntax 1:8 expected a field such as name, duration or span.http.route, found "}"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
