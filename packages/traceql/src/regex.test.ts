import { expect, test } from "@jest/globals";
import { groupProblem } from "./regex.ts";

test.each(["", "a.*", "(a|b)+", "\\(", "\\Q(\\E", "\\Q(", "[(]", "[^)]", "[])]", "[[:alpha:])]", "[\\])]", "(?i:a)"])(
  "groupProblem() finds none in %s",
  (pattern) => {
    expect(groupProblem(pattern)).toBeUndefined();
  },
);

test.each([
  ["a)|(b", 'has a ")" without "("'],
  ["((a)", 'has a "(" without ")"'],
  ["[a](", 'has a "(" without ")"'],
  ["\\Q(\\E)", 'has a ")" without "("'],
])("groupProblem() finds it in %s", (pattern, problem) => {
  expect(groupProblem(pattern)).toBe(problem);
});
