import { expect, test } from "@jest/globals";
import { RegexError } from "@throughline/query";
import { failureOf } from "./failure.ts";

test("failureOf() blames the query for a regular expression that is no RE2", () => {
  expect(failureOf(new RegexError("a regular expression is not RE2: missing closing ]"))).toMatchObject({
    status: 400,
    message: 'Parameter "q": a regular expression is not RE2: missing closing ]',
  });
});
