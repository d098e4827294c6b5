import { expect, test } from "@jest/globals";
import { parse } from "./query.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test("parse() reads the selection, how many values to tell, and when", () => {
  expect(parse("{} | compare({ status = error })").expression).toMatchObject({
    function: { type: "compare", selection: { type: "spanset-filter" }, topN: 10 },
  });
  expect(parse("{} | compare({ status = error }, 5, 1000, 2000)").expression).toMatchObject({
    function: { topN: 5, start: 1000n, end: 2000n },
  });
});

test("print() writes how many values are told, given or not", () => {
  expect(rewritten("{}|compare({.a})")).toBe("{} | compare({ .a }, 10)");
  expect(rewritten("{}|compare({},5,1,2)")).toBe("{} | compare({}, 5, 1, 2)");
});

test.each([
  ["{} | compare()", 'syntax 1:14 expected "{", found ")"'],
  ["{} | compare({}, 0)", 'type 1:18 expected a number of values from 1 to 1000, found "0"'],
  ["{} | compare({}, 1001)", 'type 1:18 expected a number of values from 1 to 1000, found "1001"'],
  ["{} | compare({}, 1.5)", 'type 1:18 expected a number of values from 1 to 1000, found "1.5"'],
  ["{} | compare({}, 10, 5)", 'syntax 1:23 expected ",", found ")"'],
  ["{} | compare({}, 10, 5, 5)", "type 1:25 the end is not after the start"],
  ["{} | compare({}, 10, -5, 5)", 'type 1:22 expected a time in Unix nanoseconds, found "-5"'],
  ["{} | compare({}) by (name)", "syntax 1:18 expected an operator or the end of the query (topk, "],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toContain(error);
});
