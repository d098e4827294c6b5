import { expect, test } from "@jest/globals";
import { flameSearch, isSelected, parametersOf, selectionText } from "./selection.ts";

test("a selection is told in words", () => {
  expect(selectionText({ service: "cart" })).toBe("cart");
  expect(selectionText({ traceId: "t", spanId: "s", service: "cart" })).toBe("span s in cart");
  expect(selectionText({ q: "{ kind = server }" })).toBe("{ kind = server }");
});

test("a range alone selects nothing", () => {
  expect(isSelected({ start: "-1h" })).toBe(false);
  expect(isSelected({ correlationId: "c" })).toBe(true);
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
