import { expect, test } from "@jest/globals";
import { errorOf, rewritten, stageOf } from "./testing/read.ts";

test.each(["avg", "min", "max", "sum"])("parse() reads %s() of a number of each span", (name) => {
  expect(stageOf(`{} | ${name}(duration) > 1s`)).toMatchObject({
    left: { type: "aggregate", name, of: { type: "intrinsic", name: "duration" } },
  });
  expect(stageOf(`{} | ${name}(.a * 2) > 1`)).toMatchObject({ left: { name, of: { type: "arithmetic" } } });
  expect(rewritten(`{} | ${name}( .a ) > 1`)).toBe(`{} | ${name}(.a) > 1`);
});

test("parse() reads count(), which is of nothing", () => {
  expect(stageOf("{} | count() > 2")).toMatchObject({ left: { type: "aggregate", name: "count", of: undefined } });
});

test.each([
  ["{} | count(.a) > 2", 'syntax 1:12 expected ")": count() counts spans and takes nothing, found ".a"'],
  ["{} | avg(name) > 2", 'type 1:10 avg() takes numbers, and "name" is a string'],
  ["{} | avg() > 2", 'syntax 1:10 expected a field such as name, duration or span.http.route, found ")"'],
  ["{} | sum(.a", 'syntax 1:12 expected an operator or ")", found the end of the query'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toContain(error);
});
