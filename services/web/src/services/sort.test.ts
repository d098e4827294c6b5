import { describe, expect, test } from "@jest/globals";
import { type Order, orderOf, orderText, pressed, sorted } from "./sort.ts";

const COLUMNS = ["name", "rate"] as const;
const FALLBACK: Order<"name" | "rate"> = { column: "rate", isDown: true };

describe("the order of a table", () => {
  test.each(["name", "-name", "rate", "-rate"])("%s in the URL comes back as it was", (text) => {
    expect(orderText(orderOf(text, COLUMNS, FALLBACK))).toBe(text);
  });

  test.each([undefined, "other", "-", "--name"])("where the URL says %p, it is the view's own", (text) => {
    expect(orderOf(text, COLUMNS, FALLBACK)).toBe(FALLBACK);
  });

  test("a number begins with the most, a text with A, and a second press turns it round", () => {
    const byRate = pressed<"name" | "rate">({ column: "name", isDown: false }, "rate", false);
    expect(byRate).toEqual({ column: "rate", isDown: true });
    expect(pressed(byRate, "rate", false)).toEqual({ column: "rate", isDown: false });
    expect(pressed(byRate, "name", true)).toEqual({ column: "name", isDown: false });
  });

  test("sorted() puts what is not known last, up and down, and keeps equals as they were", () => {
    const rows = [{ at: 2n }, { at: undefined }, { at: 10n }, { at: 2n, second: true }];
    expect(sorted(rows, ({ at }) => at, false)).toEqual([rows[0], rows[3], rows[2], rows[1]]);
    expect(sorted(rows, ({ at }) => at, true)).toEqual([rows[2], rows[0], rows[3], rows[1]]);
  });
});
