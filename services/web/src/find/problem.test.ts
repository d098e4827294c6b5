import { expect, test } from "@jest/globals";
import { problemOf } from "./problem.ts";

test.each([
  ["{ status = error }", undefined, undefined],
  ["{ status = eror }", "eror", 'did you mean "error"?'],
  ["{ .a == 1 }", "=", 'equal is written "="'],
  ["{ .a = 1 ", "", 'expected an operator or "}"'],
  ["{ name > 5 }", "5", "name is compared with a string"],
])("%s", (text, at, message) => {
  const problem = problemOf(text);
  expect(problem && text.slice(problem.from, problem.to)).toBe(at);
  if (message !== undefined) expect(problem?.message).toContain(message);
  expect(problem?.message ?? "").not.toMatch(/^TraceQL|line \d/);
});
