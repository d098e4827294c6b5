import { expect, test } from "@jest/globals";
import { completionsOf } from "./completions.ts";

test.each([
  ["{ http.ro", 2, "scope"],
  ["{ status = error && db.", 20, "scope"],
  ["{ span.http.ro", 7, "attribute"],
  ["{ parent.span.a.b", 14, "attribute"],
  ["{ .http.ro", 3, "attribute"],
  ['{ name = "a.b', 9, "value-of"],
])("%s", (text, from, kind) => {
  const completions = completionsOf(text, text.length);
  expect(completions.from).toBe(from);
  expect(completions.items.map((item) => item.kind)).toContain(kind);
});
