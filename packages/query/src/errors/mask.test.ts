import { expect, test } from "@jest/globals";
import { MASKED_MESSAGES } from "../testing/masked-messages.ts";
import { masked, MASKS } from "./mask.ts";

test.each(MASKED_MESSAGES)("%j becomes %j", (message, expected) => {
  expect(MASKS.reduce((text, [pattern, mask]) => text.replaceAll(new RegExp(pattern, "g"), mask), message)).toBe(expected);
});

test("masked() says it in SQL, with nothing that ends its strings", () => {
  const sql = masked("body");
  expect(sql).toContain("substringUTF8(body, 1, 500)");
  for (const [pattern] of MASKS) expect(pattern).not.toContain("'");
});
