import { expect, test } from "@jest/globals";
import { parse } from "./query.ts";
import { errorOf, rewritten } from "./testing/read.ts";

test("parse() reads rankings and comparisons in their order", () => {
  expect(parse("{} | rate() by (name) > 10 | topk(5) | bottomk(2) <= 1.5").expression).toMatchObject({
    stages: [
      { type: "series-filter", operator: ">", value: 10 },
      { type: "topk", count: 5 },
      { type: "bottomk", count: 2 },
      { type: "series-filter", operator: "<=", value: 1.5 },
    ],
  });
  expect(rewritten("{}|rate()>10|topk(5)")).toBe("{} | rate() > 10 | topk(5)");
});

test("parse() takes a duration for its seconds, as series have them", () => {
  expect(parse("{} | max_over_time(duration) > 100ms")).toEqual(parse("{} | max_over_time(duration) > 0.1"));
});

test.each([
  ["{} | rate() | topk(0)", 'type 1:20 expected a number of series from 1 to 1000000, found "0"'],
  ["{} | rate() | topk(1.5)", 'type 1:20 expected a number of series from 1 to 1000000, found "1.5"'],
  ["{} | rate() | topk()", 'syntax 1:20 expected a number of series from 1 to 1000000, found ")"'],
  ["{} | rate() | count() > 2", 'syntax 1:15 expected topk or bottomk: nothing else follows a metrics function, found "count"'],
  ["{} | rate() =~ `a`", "type 1:13 numbers are not compared by =~"],
  ["{} | rate() > name", 'syntax 1:15 expected a number, found "name"'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
