import { expect, test } from "@jest/globals";
import { errorOf, rewritten, stageOf } from "./testing/read.ts";

test("parse() reads fields and what is calculated of them", () => {
  expect(stageOf("{} | by(resource.service.name, duration > 1s)")).toMatchObject({
    type: "by",
    expressions: [{ type: "attribute", key: "service.name" }, { type: "comparison" }],
  });
  expect(rewritten("{}|by(name,.a +1)")).toBe("{} | by(name, .a + 1)");
});

test.each([
  ["{} | by()", 'syntax 1:9 expected a field such as name, duration or span.http.route, found ")"'],
  ["{} | by(.a .b)", 'syntax 1:12 expected "," or ")", found ".b"'],
  ["{} | by .a", 'syntax 1:9 expected "(", found ".a"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
