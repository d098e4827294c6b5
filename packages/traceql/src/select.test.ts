import { expect, test } from "@jest/globals";
import { errorOf, rewritten, stageOf } from "./testing/read.ts";

test("parse() reads fields", () => {
  expect(stageOf("{} | select(status, span.a)")).toMatchObject({
    type: "select",
    fields: [{ name: "status" }, { scope: "span", key: "a" }],
  });
  expect(rewritten("{}|select(name,.a)")).toBe("{} | select(name, .a)");
});

test.each([
  ["{} | select()", 'syntax 1:13 expected a field such as name, duration or span.http.route, found ")"'],
  ["{} | select(.a + 1)", 'syntax 1:16 expected "," or ")", found "+"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
