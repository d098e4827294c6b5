import { expect, test } from "@jest/globals";
import { attributeTerm, fieldTerm, ofSeverities, withTerm } from "./filter-text.ts";

test.each([
  ["record", "order.id", 77, "order.id=77"],
  ["record", "tier", "gold plan", 'tier="gold plan"'],
  ["record", "say", 'a "b" \\', String.raw`say="a \"b\" \\"`],
  ["record", "level", "gold", "attributes.level=gold"],
  ["record", "any", "*", 'any="*"'],
  ["record", "any", "", 'any=""'],
  ["record", "-x", "~y", '"-x"="~y"'],
  ["record", "OR", "NOT", '"OR"="NOT"'],
  ["record", "resource.a", true, "attributes.resource.a=true"],
  ["resource", "host.name", "web-1", "resource.host.name=web-1"],
  ["resource", "service.name", "cart", "service=cart"],
] as const)("attributeTerm() of %s %p = %p is %p", (of, key, value, term) => {
  expect(attributeTerm(of, key, value)).toBe(term);
});

test("attributeTerm() has no term for what is no single value, or too long for a filter", () => {
  expect(attributeTerm("record", "list", ["a"])).toBeUndefined();
  expect(attributeTerm("record", "none", null)).toBeUndefined();
  expect(fieldTerm("body", "x".repeat(2_001))).toBeUndefined();
});

test("withTerm() adds a term once, takes its opposite away, and keeps alternatives together", () => {
  expect(withTerm("", "a=1")).toBe("a=1");
  expect(withTerm("timeout", "a=1")).toBe("timeout a=1");
  expect(withTerm("timeout a=1", "a=1")).toBe("timeout a=1");
  expect(withTerm("timeout a=1 b", "-a=1")).toBe("timeout b -a=1");
  expect(withTerm("-a=1", "a=1")).toBe("a=1");
  expect(withTerm("x OR y", "a=1")).toBe("(x OR y) a=1");
  expect(withTerm('"x OR y"', "a=1")).toBe('"x OR y" a=1');
});

test("ofSeverities() asks for those of the chosen severities, also for none given", () => {
  expect(ofSeverities("x", [])).toBe("x");
  expect(ofSeverities("", ["error"])).toBe("level=error");
  expect(ofSeverities("x OR y", ["error", "unset"])).toBe("(x OR y) (level=error OR -severity>=trace)");
});
