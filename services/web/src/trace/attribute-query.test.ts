import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { attributeQuery } from "./attribute-query.ts";

test.each([
  ["http.route", "/pay", '{ span.http.route = "/pay" }'],
  ["http.response.status_code", 402, "{ span.http.response.status_code = 402 }"],
  ["ratio", 0.5, "{ span.ratio = 0.5 }"],
  ["cached", true, "{ span.cached = true }"],
  ['a "b" }', 'x" } || { true', '{ span."a \\"b\\" }" = "x\\" } || { true" }'],
  ["tags", ["a"], "{ span.tags != nil }"],
  ["none", null, "{ span.none != nil }"],
])("the attribute %s of %j is asked for by a query that parses", (key, value, query) => {
  expect(attributeQuery("span", key, value)).toBe(query);
  expect(() => parse(query)).not.toThrow();
});
