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

test("what is made one by one is written as a list, and made as it is written", () => {
  let made = 0;
  const each = function* () {
    for (; made < 1_000; made++) yield { made };
  };
  const parts = jsonParts({ each: each(), none: new Set() });
  parts.next();
  parts.next();
  expect(made).toBeLessThan(600);
  expect([...parts].at(-1)).toBe("}");
  made = 0;
  expect([...jsonParts({ each: each(), none: new Set() })].join("")).toBe(
    JSON.stringify({ each: Array.from({ length: 1_000 }, (_, at) => ({ made: at })), none: [] }),
  );
});

test("a long list comes in several parts", () => {
  const parts = [...jsonParts({ many: Array.from({ length: 10_000 }, () => "x".repeat(100)) })];
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(60_000);
});
