import { expect, test } from "@jest/globals";
import { found, matches } from "./testing/find.ts";

const BIG = 2n ** 53n;

test.each([
  ["span.a = 1", { a: 1n }],
  ["span.a = 1", { a: 1 }],
  ["span.a = 1.0", { a: 1n }],
  ["span.a = 1ns", { a: 1 }],
  ["span.a > 0.5", { a: 1n }],
  ["span.a >= 1", { a: 1 }],
  ["span.a < 1s", { a: 999_999_999n }],
  ["span.a <= 9007199254740993", { a: 2 ** 53 }],
  ["span.a != 1", { a: 2n }],
  ["span.a != 1", { a: NaN }],
  ["span.a = `x`", { a: "x" }],
  ["span.a > `a`", { a: "b" }],
  ["span.a > `\uFFFF`", { a: "😀" }],
  ["span.a < `aa`", { a: "a" }],
  ["span.a = true", { a: true }],
  ["span.a != true", { a: false }],
  ["1 = span.a", { a: 1n }],
  ["1 < span.a", { a: 2n }],
  ["span.a = span.b", { a: 1n, b: 1 }],
  ["span.a != span.b", { a: "x", b: "y" }],
])("{ %s } matches %p", (condition, attributes) => {
  expect(matches(condition, { attributes })).toBe(true);
});

test.each([
  ["span.a = 9007199254740993", { a: 2 ** 53 }],
  ["span.a = 9007199254740992.0", { a: BIG + 1n }],
  ["span.a <= 9007199254740992.0", { a: BIG + 1n }],
  ["span.a = 1", { a: "1" }],
  ["span.a != 1", { a: "2" }],
  ["span.a != 1", { a: true }],
  ["span.a > 1", { a: NaN }],
  ["span.a = `true`", { a: true }],
  ["span.a = true", { a: "true" }],
  ["span.a = error", { a: "error" }],
  ["span.a != error", { a: "ok" }],
  ["span.a = server", { a: "server" }],
  ["span.a = 1", {}],
  ["span.a != 1", {}],
  ["span.a !~ `x`", {}],
  ["span.a = span.b", {}],
  ["span.a != span.b", { a: 1n }],
  ["span.a > span.b", { a: true, b: false }],
  ["1 < span.a", { a: 1n }],
])("{ %s } does not match %p", (condition, attributes) => {
  expect(matches(condition, { attributes })).toBe(false);
});

test("an array is equal, greater or like where one of its elements is", () => {
  const a = { attributes: { a: ["x", 5n, 7] } };
  expect(matches("span.a = `x`", a)).toBe(true);
  expect(matches("span.a = 5", a)).toBe(true);
  expect(matches("span.a > 6", a)).toBe(true);
  expect(matches("6 < span.a", a)).toBe(true);
  expect(matches("span.a =~ `[xyz]`", a)).toBe(true);
  expect(matches("span.a = `y`", a)).toBe(false);
  expect(matches("span.a > 7", a)).toBe(false);
});

test("an array is unequal or unlike only where no element is equal and one could be", () => {
  const a = { attributes: { a: ["x", "y"] } };
  expect(matches("span.a != `z`", a)).toBe(true);
  expect(matches("span.a !~ `z.*`", a)).toBe(true);
  expect(matches("span.a != `x`", a)).toBe(false);
  expect(matches("span.a !~ `.`", a)).toBe(false);
  expect(matches("span.a != 1", a)).toBe(false);
  expect(matches("span.a != `x`", { attributes: { a: [] } })).toBe(false);
});

test("two arrays are equal element by element", () => {
  expect(matches("span.a = span.b", { attributes: { a: [1n, "x"], b: [1, "x"] } })).toBe(true);
  expect(matches("span.a = span.b", { attributes: { a: [1n], b: [1n, 2n] } })).toBe(false);
  expect(matches("span.a != span.b", { attributes: { a: [1n], b: [1n, 2n] } })).toBe(true);
  expect(matches("span.a > span.b", { attributes: { a: [2n], b: [1n] } })).toBe(false);
  expect(matches("span.a = span.b", { attributes: { a: [[1n]], b: [[1n]] } })).toBe(false);
});

test("`= nil` is what is not there, `!= nil` what is", () => {
  expect(matches("span.a = nil", {})).toBe(true);
  expect(matches("span.a != nil", {})).toBe(false);
  expect(matches("nil = span.a", {})).toBe(true);
  expect(matches("span.a = nil", { attributes: { a: false } })).toBe(false);
  expect(matches("span.a != nil", { attributes: { a: [] } })).toBe(true);
  expect(matches("name != nil", {})).toBe(true);
  expect(matches("(span.a + 1) = nil", { attributes: { a: "x" } })).toBe(true);
});

test("a regular expression matches the whole text, and `.` no line end", () => {
  expect(matches("name =~ `GET`", { name: "GET /" })).toBe(false);
  expect(matches("name =~ `GET .`", { name: "GET /" })).toBe(true);
  expect(matches("name =~ `a.b`", { name: "a\nb" })).toBe(false);
  expect(matches("name =~ `(?s)a.b`", { name: "a\nb" })).toBe(true);
  expect(matches("name =~ `a|b`", { name: "ab" })).toBe(false);
  expect(matches("name =~ `(?i)get`", { name: "GET" })).toBe(true);
  expect(matches("name !~ `get`", { name: "GET" })).toBe(true);
  expect(matches("name =~ `\\pL+`", { name: "élan" })).toBe(true);
  expect(matches("span.a =~ `1`", { attributes: { a: 1n } })).toBe(false);
  expect(matches("span.a !~ `2`", { attributes: { a: 1n } })).toBe(false);
});

test("a regular expression that is no RE2 is refused", () => {
  expect(() => matches("name =~ `a(?=b)`", {})).toThrow("a regular expression is not RE2: invalid or unsupported Perl syntax");
  expect(() => matches("name =~ `a{2000}`", {})).toThrow("invalid repeat count");
});

test("a regular expression is no trap", () => {
  expect(matches("name =~ `(a*)*(a*)*b`", { name: "a".repeat(10_000) })).toBe(false);
});

test("statuses and kinds are no text", () => {
  expect(matches("status = error", { status: "error" })).toBe(true);
  expect(matches("status != ok", { status: "error" })).toBe(true);
  expect(matches("kind = server", { kind: "client" })).toBe(false);
  expect(matches("status = span.a", { status: "ok", attributes: { a: "ok" } })).toBe(false);
});

test("IDs are compared whatever their case", () => {
  expect(matches("span:id = `00F067AA0BA902B7`", { id: "00f067aa0ba902b7" })).toBe(true);
  expect(
    found("{ trace:id = `4BF92F3577B34DA6A3CE929D0E0E4736` }", [{ id: "a" }], { traceId: "4bf92f3577b34da6a3ce929d0e0e4736" }),
  ).toEqual([["a"]]);
});
