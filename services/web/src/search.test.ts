import { describe, expect, test } from "@jest/globals";
import { parseSearch, search, stringifySearch } from "./search.ts";

describe("what a URL says", () => {
  test.each([{ q: '{ name = "a&b=c" }', start: "-1h" }, { q: "50% + 1 = ?", end: "1795000000000000000" }, { q: "true" }, {}])(
    "%j comes back as it was, as text",
    (given) => {
      expect(parseSearch(stringifySearch(given))).toEqual(given);
    },
  );

  test("a view reads only what it knows, and an empty parameter is none", () => {
    expect(search("q", "start")({ q: "", start: "-6h", other: "x" })).toEqual({ start: "-6h" });
  });

  test("what is undefined does not reach the URL", () => {
    expect(stringifySearch({ q: undefined, start: "-6h" })).toBe("?start=-6h");
  });
});
