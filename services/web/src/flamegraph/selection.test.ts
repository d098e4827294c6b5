import { expect, test } from "@jest/globals";
import { flameSearch, parametersOf, problemOf, selectBy, selectionText, selectorOf } from "./selection.ts";

test("a selection is told in words", () => {
  expect(selectionText({ service: "cart" })).toBe("cart");
  expect(selectionText({ traceId: "t", spanId: "s", service: "cart" })).toBe("span s in cart");
  expect(selectionText({ correlationId: "c" })).toBe("correlation ID c");
  expect(selectionText({ q: "{ kind = server }" })).toBe("{ kind = server }");
});

test("a range alone selects nothing", () => {
  expect(selectorOf({ start: "-1h" })).toBeUndefined();
  expect(selectorOf({ correlationId: "c", service: "cart" })).toBe("correlationId");
});

test("another selector replaces the one before; the range stays where one is looked through, the service beside it", () => {
  const selection = { service: "cart", start: "-6h" };
  expect(selectBy("service", "pay ", selection)).toEqual({ service: "pay", start: "-6h", end: undefined });
  expect(selectBy("q", "{}", selection)).toEqual({ service: "cart", q: "{}", start: "-6h", end: undefined });
  expect(selectBy("traceId", "t", { ...selection, q: "{}" })).toEqual({ service: "cart", traceId: "t" });
});

test("what the query API would refuse is told before it is asked", () => {
  expect(problemOf("traceId", "A".repeat(32))).toBeUndefined();
  for (const text of ["", "abc", "0".repeat(32)]) expect(problemOf("traceId", text)).toBeDefined();
  expect(problemOf("spanId", "00f067aa0ba902b7 ")).toBeUndefined();
  expect(problemOf("correlationId", "a b")).toContain("correlation ID");
  expect(problemOf("q", '{ name = "GET /x" }')).toBeUndefined();
  expect(problemOf("q", "{ name = ")).toBeDefined();
  expect(problemOf("q", "{} | rate()")).toContain("numbers");
});

test("the parameters of a difference have the base's behind a prefix", () => {
  const parameters = parametersOf({ service: "cart", start: "-1h" }, { service: "cart", start: "-2h", end: "-1h" }, "cpu");
  expect(flameSearch(parameters)).toEqual({
    service: "cart",
    start: "-1h",
    type: "cpu",
    "base.service": "cart",
    "base.start": "-2h",
    "base.end": "-1h",
  });
});
