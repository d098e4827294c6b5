import { expect, test } from "@jest/globals";
import { matches } from "./testing/find.ts";

const OF = { name: "n", attributes: { yes: true, no: false, text: "true" } };

test.each([
  "span.yes",
  "!span.no",
  "!(span.a = 1)",
  "!!span.yes",
  "span.yes && name = `n`",
  "span.no || name = `n`",
  "span.missing || span.yes",
  "(span.yes || span.no) && !(span.yes && span.no)",
  "true",
])("{ %s } matches", (condition) => {
  expect(matches(condition, OF)).toBe(true);
});

test.each(["span.no", "!span.yes", "span.missing", "!span.missing", "span.text", "!span.text", "span.yes && span.missing", "false"])(
  "{ %s } does not match",
  (condition) => {
    expect(matches(condition, OF)).toBe(false);
  },
);

test("of several booleans one is enough", () => {
  const of = { events: [{ attributes: { b: true } }, { attributes: { b: false } }] };
  expect(matches("event.b", of)).toBe(true);
  expect(matches("!event.b", of)).toBe(true);
  expect(matches("event.b && !event.b", of)).toBe(true);
});
