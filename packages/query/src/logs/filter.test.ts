import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { LogFilterError } from "./error.ts";
import { parseLogFilter } from "./filter.ts";

test("parseLogFilter() reads words, phrases, fields and negation", () => {
  expect(parseLogFilter('  timeout "connection  reset" -retry user.id=42 -tier != gold event = "a \\"b\\" \\\\"\n"odd key">=1.5 ')).toEqual(
    [
      { type: "word", text: "timeout", negated: false },
      { type: "phrase", text: "connection  reset", negated: false },
      { type: "word", text: "retry", negated: true },
      { type: "field", key: "user.id", operator: "=", value: "42", negated: false },
      { type: "field", key: "tier", operator: "!=", value: "gold", negated: true },
      { type: "field", key: "event", operator: "=", value: 'a "b" \\', negated: false },
      { type: "field", key: "odd key", operator: ">=", value: "1.5", negated: false },
    ],
  );
});

test("parseLogFilter() takes an empty filter", () => {
  expect(parseLogFilter(" \t")).toEqual([]);
});

test("parseLogFilter() keeps what follows the first sign as the value", () => {
  expect(parseLogFilter("url=http://x/?a=b")).toMatchObject([{ key: "url", value: "http://x/?a=b" }]);
  expect(parseLogFilter("key=-5 key=''")).toMatchObject([{ value: "-5" }, { value: "''" }]);
});

test("parseLogFilter() names what it did not understand, and where", () => {
  for (const [text, message] of [
    ["key=", 'expected a value after "key=" (the empty text is "") (column 5)'],
    ["=5", 'nothing to compare in front of "=5" (column 1)'],
    ['"open', "text in quotes without an end (column 1)"],
    ['key="open', "text in quotes without an end (column 5)"],
    ['""', "empty text is in every record (column 1)"],
    ["a OR b", "OR is not supported yet"],
    ["NOT a", "NOT is not supported yet"],
    ["time*", 'the wildcard in "time*" is not supported yet'],
    ["key=a*", 'the wildcard in "a*" is not supported yet'],
    ["(a", '"(a" is not understood'],
    ["a | b", '"|" is not understood'],
    ["key=~x", '"~x" is not understood'],
    ["severity=loud", 'severity "loud" is none: accepted are trace, debug, info, warn, error, fatal or a number from 1 to 24 (column 10)'],
    ["severity>25", 'severity "25" is none'],
    ["size>big", '> compares numbers, and "big" is none (column 6)'],
    ["size>1e999", '> compares numbers, and "1e999" is none'],
    ['a"b"', 'expected a space before ""b""'],
    ['a=1"b"', 'expected a space before ""b""'],
  ] as const) {
    expect(() => parseLogFilter(text)).toThrow(LogFilterError);
    expect(() => parseLogFilter(text)).toThrow(message);
  }
});

test("parseLogFilter() takes a lone hyphen for a word", () => {
  expect(parseLogFilter("a - b")).toMatchObject([{ text: "a" }, { text: "-", negated: false }, { text: "b" }]);
});

test("parseLogFilter() takes any text or says why not", () => {
  const piece = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('"', "-", "=", "!=", ">", "severity=", "a=", " ", "\\", "\n"));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      try {
        expect(parseLogFilter(text).every(Object.isFrozen)).toBe(true);
      } catch (error) {
        if (!(error instanceof LogFilterError)) throw error;
        expect(error.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 1_000 },
  );
});
