import { expect, test } from "@jest/globals";
import { countText, plural, shareText, shortCount } from "./number.ts";

test("numbers are short and have their unit", () => {
  expect([0, 7, 999, 1_000, 12_345, 6_700_000, 2.5].map(shortCount)).toEqual(["0", "7", "999", "1.00 k", "12.3 k", "6.70 M", "2.50"]);
  expect([0, 0.0001, 0.004, 0.12, 1].map(shareText)).toEqual(["0 %", "< 0.1 %", "0.4 %", "12 %", "100 %"]);
  expect(countText(1_234_567)).toBe("1,234,567");
  expect([plural(1, "span"), plural(2, "span"), plural(0, "query", "queries")]).toEqual(["1 span", "2 spans", "0 queries"]);
});
