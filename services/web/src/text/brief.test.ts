import { expect, test } from "@jest/globals";
import { brief } from "./brief.ts";

test("brief() cuts what is long and shows what cannot be seen", () => {
  expect(brief("x".repeat(300))).toBe(`${"x".repeat(240)}…`);
  expect(brief("a\u001b[31mb\u202Ec")).toBe("ab⟨U+202E⟩c");
});
