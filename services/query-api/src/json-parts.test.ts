import { expect, test } from "@jest/globals";
import { jsonParts } from "./json-parts.ts";

test.each([
  [{}],
  [{ a: 1, b: "x", c: null, d: { e: [1, 2] }, f: [], g: [[], {}], h: [undefined, "],["] }],
  [{ many: Array.from({ length: 1_234 }, (_, at) => ({ at, text: `"${at}"` })), none: [] }],
])("the parts together are what JSON.stringify writes", (answer) => {
  const parts = [...jsonParts(answer)];
  expect(parts.join("")).toBe(JSON.stringify(answer));
});

test("a long list comes in several parts", () => {
  const parts = [...jsonParts({ many: Array.from({ length: 10_000 }, () => "x".repeat(100)) })];
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(60_000);
});
