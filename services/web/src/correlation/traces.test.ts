import { expect, test } from "@jest/globals";
import { hopsOf } from "./hops.ts";
import { actionWith, linkTo } from "./testing/action-fixture.ts";
import { traceFailed, tracesOf, traceTries } from "./traces.ts";

const traces = (spans: Parameters<typeof actionWith>[0]) => {
  const { parts } = actionWith(spans);
  return tracesOf(parts, hopsOf(parts));
};

const request = { kind: "server" as const, name: "POST /checkout" };
const job = { kind: "consumer" as const, name: "process mail", service: "mailer" };

test("traces stand after what caused them, others by start, each with what began it", () => {
  const found = traces([
    { ...request, spanId: "1", traceId: "a", at: [0, 10] },
    { spanId: "cron", traceId: "b", at: [5, 10] },
    { spanId: "orphan", traceId: "c", parentSpanId: "gone", at: [6, 1] },
    { ...job, spanId: "2", traceId: "d", links: linkTo("a", "1"), at: [50, 10] },
    { ...job, spanId: "3", traceId: "e", links: linkTo("d", "2"), at: [40, 10] },
  ]);
  expect(found.map(({ traceId, kind, cause }) => [traceId, kind, cause?.from.span.spanId])).toEqual([
    ["a", "request", undefined],
    ["d", "message", "1"],
    ["e", "message", "2"],
    ["b", "job", undefined],
    ["c", "fragment", undefined],
  ]);
});

test("traces that caused each other are there once each", () => {
  const found = traces([
    { spanId: "1", traceId: "a", links: linkTo("b", "2"), at: [0, 10] },
    { spanId: "2", traceId: "b", links: linkTo("a", "1"), at: [5, 10] },
  ]);
  expect(found.map(({ traceId }) => traceId)).toEqual(["a", "b"]);
});

test("a trace is a retry of one that failed, of the same first span and cause", () => {
  const found = traces([
    { ...request, spanId: "1", traceId: "a", at: [0, 1] },
    { ...job, spanId: "2", traceId: "b", links: linkTo("a", "1"), at: [10, 1], error: "refused" },
    { ...job, spanId: "3", traceId: "c", links: linkTo("a", "1"), at: [20, 1], error: "refused" },
    { ...job, spanId: "4", traceId: "d", links: linkTo("a", "1"), at: [30, 1] },
    { ...job, spanId: "5", traceId: "e", at: [40, 1] },
  ]);
  expect(traceTries(found).map((all) => all.map(({ traceId }) => traceId))).toEqual([["b", "c", "d"]]);
});

test.each([
  [{}, undefined, false],
  [{}, "broken", true],
  [{ "http.response.status_code": 503 }, undefined, true],
  [{ "http.response.status_code": 404 }, undefined, false],
])("with attributes %p and the error %p, that a trace failed is %p", (attributes, error, failed) => {
  const [trace] = traces([{ ...request, spanId: "1", attributes, at: [0, 1], ...(error !== undefined && { error }) }]);
  expect(trace && traceFailed(trace)).toBe(failed);
});

test("an answer of 4xx fails the trace if something below it failed", () => {
  const [trace] = traces([
    { ...request, spanId: "1", attributes: { "http.response.status_code": 402 }, at: [0, 10] },
    { spanId: "2", parentSpanId: "1", at: [1, 2], error: "card declined" },
  ]);
  expect(trace && traceFailed(trace)).toBe(true);
});
