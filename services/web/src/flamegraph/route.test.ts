import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { routeOf, routeQuery } from "./route.ts";

test.each([
  { service: "cart", operation: "GET /x" },
  { service: "cart", operation: undefined },
  { service: 'a "quoted\\ name', operation: "POST /a && name = `b` }" },
])("%j is a query that is read as the same route again", (route) => {
  const q = routeQuery(route);
  expect(() => parse(q)).not.toThrow();
  expect(routeOf({ q })).toEqual(route);
});

test("any other query is no route", () => {
  for (const q of [
    undefined,
    "{}",
    '{ name = "x" }',
    '{ resource.service.name = "a" } && { name = "b" }',
    '{ resource.service.name = "\\q" }',
  ])
    expect(routeOf({ q })).toBeUndefined();
});
