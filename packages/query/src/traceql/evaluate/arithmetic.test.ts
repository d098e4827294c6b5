import { expect, test } from "@jest/globals";
import { matches } from "./testing/find.ts";

test.each([
  ["span.a + 1 = 8", { a: 7n }],
  ["span.a - 8 = -1", { a: 7n }],
  ["span.a * span.a = 49", { a: 7n }],
  ["span.a / 2 = 3", { a: 7n }],
  ["-span.a / 2 = -3", { a: 7n }],
  ["span.a / 2 = 3.5", { a: 7 }],
  ["span.a / 2.0 = 3.5", { a: 7n }],
  ["span.a % 4 = 3", { a: 7n }],
  ["span.a ^ 2 = 49", { a: 7n }],
  ["2 ^ 3 ^ 2 = 512", {}],
  ["span.a ^ -1 = 0.5", { a: 2n }],
  ["span.a / 0 = nil", { a: 7n }],
  ["span.a % 0 = nil", { a: 7n }],
  ["span.a / 0 > 1", { a: 7 }],
  ["span.a + 1 = 9007199254740993", { a: 2n ** 53n }],
  ["span.a + 1 = 9223372036854775808.0", { a: 2n ** 63n - 1n }],
  ["span.a * span.a * span.a * span.a > 1.0e75", { a: 2n ** 63n - 1n }],
  ["span.a ^ 1000000000 > 1.0", { a: 2n }],
  ["(-1) ^ 1000000001 = -1", {}],
  ["-span.a = 9223372036854775808.0", { a: -(2n ** 63n) }],
  ["-(span.a) = -1.5", { a: 1.5 }],
])("{ %s } matches %p", (condition, attributes) => {
  expect(matches(condition, { attributes })).toBe(true);
});

test("there is no calculating with what is no number", () => {
  expect(matches("span.a + 1 != nil", { attributes: { a: "7" } })).toBe(false);
  expect(matches("span.a + 1 != nil", { attributes: { a: [1n] } })).toBe(false);
  expect(matches("span.a + 1 != nil", {})).toBe(false);
  expect(matches("-span.a != nil", { attributes: { a: true } })).toBe(false);
});

test("durations are divided without dropping the rest", () => {
  const of = { durationNano: 3n, attributes: { n: 2n } };
  expect(matches("duration / traceDuration = 0.75", of, { durationNano: 4n })).toBe(true);
  expect(matches("duration / span.n = 1.5", of)).toBe(true);
  expect(matches("(duration + 0) / 2 = 1.5", of)).toBe(true);
  expect(matches("duration + 1s = 1000000003ns", of)).toBe(true);
});

test("of several values each is calculated with, but not several with several", () => {
  const of = { events: [{ attributes: { n: 1n } }, { attributes: { n: 4n } }], attributes: { k: 2n } };
  expect(matches("event.n * span.k = 8", of)).toBe(true);
  expect(matches("span.k - event.n = -2", of)).toBe(true);
  expect(matches("-event.n = -4", of)).toBe(true);
  expect(matches("event.n + event.n != nil", of)).toBe(false);
});
