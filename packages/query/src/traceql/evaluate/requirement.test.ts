import { expect, test } from "@jest/globals";
import { type Requirement, requirement } from "./requirement.ts";
import { spansetExpression } from "./testing/find.ts";

function text(of: Requirement): string {
  return of.type === "filter" ? `${of.index}` : `(${of.operands.map(text).join(of.type === "and" ? " & " : " | ")})`;
}

test.each([
  ["{}", "0"],
  ["{} && {} && {}", "(0 & 1 & 2)"],
  ["{} || {}", "(0 | 1)"],
  ["{} && ({} || {})", "(0 & (1 | 2))"],
  ["{} >> {}", "(0 & 1)"],
  ["{} ~ {} < {}", "(0 & 1 & 2)"],
  ["{} !>> {}", "1"],
  ["{} !~ {} > {}", "(1 & 2)"],
  ["{} &>> {}", "(0 & 1)"],
  ["({} || {}) !> {}", "2"],
  ["{} | count() > 2", "0"],
  ["{} | { name = `a` } | by(name) | coalesce() | select(name)", "(0 & 1)"],
  ["({} | count() > 2 | {}) || ({} !< {})", "((0 & 1) | 3)"],
])("%s requires %s", (q, expected) => {
  expect(text(requirement(spansetExpression(q)))).toBe(expected);
});
