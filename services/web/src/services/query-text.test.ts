import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { traceQuery } from "./query-text.ts";

test("traceQuery() is TraceQL whatever the names have in them", () => {
  expect(traceQuery({ service: "cart", operation: "GET /cart/{id}", kind: "server", further: "status = error" })).toBe(
    '{ resource.service.name = "cart" && name = "GET /cart/{id}" && kind = server && status = error }',
  );
  for (const name of ['a "b" \\ c', "line\nfeed\u0001", "{ } && ||", "ü\u2028"])
    expect(() => parse(traceQuery({ service: name, operation: name }))).not.toThrow();
});
