import { expect, test } from "@jest/globals";
import { parse } from "./query.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test("parse() reads hints behind any query", () => {
  expect(parse("{} with (most_recent=true)").hints).toEqual([{ name: "most_recent", value: { type: "bool", value: true } }]);
  expect(parse("{} | rate() by (name) with(sample=0.1, exemplars=100)").hints).toEqual([
    { name: "sample", value: { type: "float", value: 0.1 } },
    { name: "exemplars", value: { type: "int", value: 100n } },
  ]);
  expect(rewritten("{}with(most_recent=true,sample=false)")).toBe("{} with (most_recent=true, sample=false)");
});

test.each([
  ["{} with ()", 'syntax 1:10 expected one of the hints most_recent, sample, span_sample, trace_sample, exemplars, extrapolate, found ")"'],
  ["{} with (most_recnt=true)", 'found "most_recnt": did you mean "most_recent"?'],
  ["{} with (most_recent)", 'syntax 1:21 expected "=", found ")"'],
  ["{} with (most_recent=1)", 'type 1:22 most_recent takes true or false, not "1"'],
  ["{} with (exemplars=`a`)", "type 1:20 exemplars takes true, false or a number of exemplars, not `a`"],
  ["{} with (exemplars=-1)", 'type 1:20 exemplars takes true, false or a number of exemplars, not "-1"'],
  ["{} with (sample=2)", 'type 1:17 sample takes true, false or a share such as 0.1, not "2"'],
  ["{} with (sample=0)", 'type 1:17 sample takes true, false or a share such as 0.1, not "0"'],
  ["{} with (sample=)", 'syntax 1:17 expected true, false or a share such as 0.1, found ")"'],
  ["{} with (sample=true, sample=false)", 'syntax 1:23 the hint "sample" is given twice'],
  ["{} with (sample=true) | count() > 1", 'syntax 1:23 expected an operator, "|" or the end of the query, found "|"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toContain(error);
});
