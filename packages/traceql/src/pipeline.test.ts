import { expect, test } from "@jest/globals";
import { parse } from "./query.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test("parse() reads stages in their order", () => {
  expect(parse("{ .a } | { .b } | by(name) | count() > 2 | coalesce() | select(.c)").expression).toMatchObject({
    type: "pipeline",
    stages: [
      { type: "spanset-filter" },
      { type: "spanset-filter" },
      { type: "by" },
      { type: "scalar-filter" },
      { type: "coalesce" },
      { type: "select" },
    ],
  });
});

test("parse() reads pipelines in parentheses as operands", () => {
  expect(parse("({ .a } | count() > 2) && ({ .b } | count() > 3)").expression).toMatchObject({
    type: "spanset-operation",
    left: { type: "pipeline" },
    right: { type: "pipeline" },
  });
});

test.each([
  ["({} | count() > 1) | by(name)", "{} | count() > 1 | by(name)"],
  ["({} | count() > 1)", "{} | count() > 1"],
  ["count() > 2", "{} | count() > 2"],
  ["by(name) | count() > 2", "{} | by(name) | count() > 2"],
])("parse() reads %s as %s", (text, same) => {
  expect(parse(text)).toEqual(parse(same));
});

test.each([
  ["{}|{.a}>>{.b}|({.c}&&{.d})", "{} | { .a } >> { .b } | { .c } && { .d }"],
  ["{} | ({.a} | count() > 1)", "{} | ({ .a } | count() > 1)"],
  ["({}|count()>1)>>{}", "({} | count() > 1) >> {}"],
])("print() writes %s as %s", (text, printed) => {
  expect(rewritten(text)).toBe(printed);
});

test.each([
  ["{} | ", 'syntax 1:6 expected a stage of a pipeline ("{", by, coalesce, select, count, avg, min, max, sum, rate, '],
  ["{} | cuont() > 2", 'found "cuont": did you mean "count"?'],
  ["{} | topk(5)", 'compare), found "topk"'],
  ["{} | 5", "syntax 1:7 expected a comparison such as > 2, found the end of the query"],
  ["{} | {} > 5", 'type 1:11 ">" stands between spansets, and "5" is none'],
  ["{} | ({} | rate())", 'type 1:6 expected a spanset as a stage of the pipeline, and "({} | rate())" is none'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toContain(error);
});
