import { expect, test } from "@jest/globals";
import { hasCondition, withCondition, withoutCondition, withoutConditions } from "./condition.ts";

const CART = 'resource.service.name = "cart"';

test.each([
  ["", `{ ${CART} }`],
  ["{}", `{ ${CART} }`],
  ["{ status = error }", `{ status = error && ${CART} }`],
  ["{ .a = 1 || .b = 2 }", `{ (.a = 1 || .b = 2) && ${CART} }`],
  ["{ .a } >> { .b }", `{ .a } >> { .b } | { ${CART} }`],
  ["{ .a } | count() > 2", `{ .a } | count() > 2 | { ${CART} }`],
  ["{ .a } | count() > 2 | { .b }", `{ .a } | count() > 2 | { .b && ${CART} }`],
])("a condition is added to %s, found there, and removed again", (q, withIt) => {
  expect(withCondition(q, CART)).toBe(withIt);
  expect(withCondition(withIt, CART)).toBe(withIt);
  expect([hasCondition(q, CART), hasCondition(withIt, CART)]).toEqual([false, true]);
  expect(withoutCondition(withIt, CART)).toBe(q || "{}");
});

test("conditions of several parts stay what they are beside others", () => {
  const either = "(.a != 1 || .a = nil)";
  expect(withCondition("{ .b = 2 }", either)).toBe(`{ .b = 2 && ${either} }`);
  expect(withoutCondition(`{ .b = 2 && ${either} }`, either)).toBe("{ .b = 2 }");
  expect(withCondition("{}", ".a = 1 && .b = 2")).toBe("{ .a = 1 && .b = 2 }");
});

test("conditions can be told by what they are", () => {
  expect(withoutConditions("{ .a && .b = nil } | { .c = 1 && .d }", ({ type }) => type === "comparison")).toBe(
    "{ .a && .b = nil } | { .d }",
  );
});
