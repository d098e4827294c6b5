import { expect, test } from "@jest/globals";
import { parse, TraceQLError } from "@throughline/traceql";
import { plainFilters } from "./plain-filter.ts";

test("plainFilters() gives the comparisons of every filter joined by &&", () => {
  const [first, second] = plainFilters(parse("{ .a = 1 && name != `x` } && ({} && { duration > 1s })"));
  expect(first).toEqual({
    comparisons: [
      { field: { type: "attribute", scope: "any", key: "a" }, operator: "=", literal: { type: "int", value: 1n } },
      { field: { type: "intrinsic", name: "name" }, operator: "!=", literal: { type: "string", value: "x" } },
    ],
  });
  expect(second).toEqual({ comparisons: [] });
});

test.each([
  ["{ .a = 1 || .b = 2 }", 'the operator "||"'],
  ["{ !(.a = 1) }", 'the operator "!"'],
  ["{ .a }", '".a" alone as a condition'],
  ["{ .a + 1 = 2 }", '".a + 1" on the left of a comparison'],
  ["{ .a = 1 + 2 }", '"1 + 2" on the right of a comparison'],
  ["{ .a = .b }", '".b" on the right of a comparison'],
  ["{ 5 = .a }", '"5" on the left of a comparison'],
  ["{ event.exception.type = `x` }", 'the scope of "event.exception.type"'],
  ["{ parent.a = 1 }", 'the scope of "parent.a"'],
  ["{ rootName = `x` }", 'the intrinsic "rootName"'],
  ["{ trace:duration > 5s }", 'the intrinsic "traceDuration"'],
  ["{ nestedSetParent < 0 }", 'the intrinsic "nestedSetParent"'],
  ["{} || {}", 'the operator "||" between spansets'],
  ["{} && ({} &>> {})", 'the operator "&>>" between spansets'],
  ["{} | count() > 2", "a pipeline"],
  ["({} | count() > 2) && {}", "a pipeline"],
  ["{} | rate() by (name)", "a metrics query"],
  ["{} with (most_recent=true)", 'the hint "most_recent"'],
])("plainFilters() refuses %s", (text, what) => {
  expect(() => plainFilters(parse(text))).toThrow(new TraceQLError("unsupported", `${what} is not supported yet`));
});
