import { expect, test } from "@jest/globals";
import { parse } from "./query.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test.each(["rate", "count_over_time"])("parse() reads %s()", (type) => {
  expect(parse(`{} | ${type}()`).expression).toMatchObject({ type: "metrics", function: { type, by: [] }, stages: [] });
  expect(rewritten(`{}|${type}()by(name,.a)`)).toBe(`{} | ${type}() by (name, .a)`);
});

test.each(["min_over_time", "max_over_time", "sum_over_time", "avg_over_time", "histogram_over_time"])(
  "parse() reads %s() of a field",
  (type) => {
    expect(parse(`{} | ${type}(duration)`).expression).toMatchObject({ function: { type, of: { name: "duration" }, by: [] } });
    expect(rewritten(`{}|${type}(span.a)by(name)`)).toBe(`{} | ${type}(span.a) by (name)`);
  },
);

test("parse() reads quantiles in each way to write them", () => {
  expect(parse("{} | quantile_over_time(duration, .99, 0.9, 1, 0) by (name)").expression).toMatchObject({
    function: { type: "quantile_over_time", quantiles: [0.99, 0.9, 1, 0], by: [{ name: "name" }] },
  });
  expect(rewritten("{} | quantile_over_time(.a, .50)")).toBe("{} | quantile_over_time(.a, 0.5)");
});

test("parse() takes all stages before for the source", () => {
  expect(parse("{ .a } >> { .b } | select(.c) | rate()").expression).toMatchObject({
    source: { type: "pipeline", stages: [{ type: "spanset-operation" }, { type: "select" }] },
  });
});

test.each([
  ["{} | rate(.a)", 'syntax 1:11 expected ")": rate() counts spans and takes nothing, found ".a"'],
  ["{} | avg_over_time()", 'syntax 1:20 expected a field such as name, duration or span.http.route, found ")"'],
  ["{} | avg_over_time(name)", 'type 1:20 "name" is no number: accepted are duration and other numbers, and attributes'],
  ["{} | avg_over_time(duration, 1)", 'syntax 1:28 expected ")", found ","'],
  ["{} | quantile_over_time(duration)", 'syntax 1:33 expected ",", found ")"'],
  ["{} | quantile_over_time(duration, 99)", 'type 1:35 expected a quantile from 0 to 1, found "99"'],
  ["{} | quantile_over_time(duration, 1s)", 'type 1:35 expected a quantile from 0 to 1, found "1s"'],
  ["{} | quantile_over_time(duration, `a`)", "syntax 1:35 expected a quantile from 0 to 1, found `a`"],
  ["{} | rate() by (.a + 1)", 'syntax 1:20 expected "," or ")", found "+"'],
  ["rate()", 'syntax 1:1 expected "{", found "rate"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
