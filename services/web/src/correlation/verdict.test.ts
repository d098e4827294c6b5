import { expect, test } from "@jest/globals";
import { storyOf } from "./story.ts";
import { actionWith, linkTo, logOf, open } from "./testing/action-fixture.ts";
import { verdict } from "./verdict.ts";

type Spans = Parameters<typeof actionWith>[0];

const told = (spans: Spans, logs: Parameters<typeof actionWith>[1] = []) => {
  const action = actionWith(spans, logs);
  const story = storyOf(action);
  return { outcome: story.outcome, began: story.began?.span.spanId, says: verdict(action, story) };
};

const request = { spanId: "1", service: "gateway", kind: "server" as const, name: "POST /checkout" };
const status = (code: number) => ({ "http.response.status_code": code });

test("an action that failed says where it began, not where it came out, how often it was tried and who waited", () => {
  const pay = { kind: "client" as const, name: "Pay", service: "checkout", parentSpanId: "2" };
  const answer = { kind: "server" as const, name: "Pay", service: "payment", error: "card declined" };
  expect(
    told([
      { ...request, at: [0, 9_000], attributes: status(402) },
      { spanId: "2", parentSpanId: "1", service: "checkout", kind: "server", at: [5, 8_900], attributes: status(402) },
      { ...pay, spanId: "3", at: [10, 1_000], error: "" },
      { ...answer, spanId: "4", parentSpanId: "3", at: [11, 900] },
      { ...pay, spanId: "5", at: [4_000, 4_010], error: "" },
      { ...answer, spanId: "6", parentSpanId: "5", at: [4_001, 900] },
    ]),
  ).toEqual({
    outcome: "failed",
    began: "4",
    says: "Failed in payment: Pay: card declined; tried 2 times; checkout waited 8.00 s for it; gateway answered 402 after 9.00 s",
  });
});

test("a call without an answer says for whom it waited", () => {
  expect(
    told([
      { ...request, at: [0, 8_072], error: "peer_timeout", attributes: status(504) },
      { spanId: "2", parentSpanId: "1", service: "gateway", kind: "client", name: "GET", at: [3, 8_047], error: "timeout" },
      { spanId: "3", parentSpanId: "2", service: "inventory", kind: "server", name: "GET /stock", at: [4, 8_048] },
    ]).says,
  ).toBe("Failed in gateway: GET: timeout; it waited 8.05 s for inventory; gateway answered 504 after 8.07 s");
});

test("what a retry made good did not fail", () => {
  const call = { parentSpanId: "1", service: "gateway", kind: "client" as const, name: "GET" };
  expect(
    told([
      { ...request, at: [0, 100], attributes: status(200) },
      { ...call, spanId: "2", at: [1, 10], error: "refused" },
      { ...call, spanId: "3", at: [20, 10] },
    ]),
  ).toEqual({
    outcome: "survived",
    began: "2",
    says: "Ended after 100 ms in spite of 1 error: gateway: GET: refused; gateway answered 200 after 100 ms",
  });
});

test("an error that was overcome is not where a later failure began", () => {
  const call = { parentSpanId: "1", service: "gateway", kind: "client" as const, name: "GET" };
  expect(
    told([
      { ...request, at: [0, 100], error: "failed" },
      { ...call, spanId: "2", at: [1, 10], error: "refused" },
      { ...call, spanId: "3", at: [20, 10] },
      { spanId: "4", parentSpanId: "1", service: "gateway", at: [50, 10], error: "no such order" },
    ]).began,
  ).toBe("4");
});

test("a job that failed at every try fails the action, though the request was answered; one that succeeded at last does not", () => {
  const job = { service: "mailer", kind: "consumer" as const, name: "process mail", links: linkTo("a", "1") };
  const spans: Spans = [
    { ...request, traceId: "a", at: [0, 100], attributes: status(201) },
    { ...job, spanId: "2", traceId: "b", at: [1_000, 10], error: "refused" },
    { ...job, spanId: "3", traceId: "c", at: [3_000, 10], error: "refused" },
  ];
  expect(told(spans)).toMatchObject({ outcome: "failed", began: "2", says: "Failed in mailer: process mail: refused; tried 2 times" });
  const madeGood: Spans = [...spans, { ...job, spanId: "4", traceId: "d", at: [5_000, 10] }];
  expect(told(madeGood)).toMatchObject({ outcome: "survived", began: "2" });
  // What no try made good is told before it, however much later it was.
  const other = { spanId: "5", traceId: "a", parentSpanId: "1", service: "cache", at: [60, 6_000] as const, error: "full" };
  expect(told([...madeGood, other])).toMatchObject({ outcome: "survived", began: "5" });
});

test("of many traces that failed the number is told, and only a call waits for another service", () => {
  const job = (traceId: string, at: number) => [
    { spanId: `${traceId}1`, traceId, name: `job ${traceId}`, at: [at, 10] as const, error: "refused" },
    { spanId: `${traceId}2`, traceId, parentSpanId: `${traceId}1`, service: "stock", at: [at, 10] as const },
  ];
  expect(told([...job("a", 0), ...job("b", 0), { spanId: "3", traceId: "c", at: [0, 10] }]).says).toBe(
    "Failed in shop: job a: refused; 2 of 3 traces failed",
  );
});

test("what went well says so, and what went on later", () => {
  expect(
    told([
      { ...request, traceId: "a", at: [0, 100], attributes: status(201) },
      { spanId: "2", service: "mailer", kind: "consumer", traceId: "b", links: linkTo("a", "1"), at: [1_100, 10] },
    ]).says,
  ).toBe("Ended after 1.11 s, nothing failed; gateway answered 201 after 100 ms; mailer went on 1.00 s after it was handed the work");
});

test("spans that have not ended come before all else, the innermost first", () => {
  expect(
    told([
      { ...request, at: [0, 5_000], open: open("open") },
      { spanId: "2", parentSpanId: "1", service: "stock", name: "GET /stock", at: [3, 4_000], open: open("open") },
      { spanId: "3", parentSpanId: "1", service: "gateway", name: "cache", at: [1, 1], error: "full" },
    ]),
  ).toEqual({
    outcome: "running",
    began: "3",
    says: "Still running: GET /stock in stock has not ended, and 1 around it or beside it; an error so far in gateway: cache: full",
  });
  expect(told([{ ...request, at: [0, 5_000], open: open("lost", "SIGKILL") }]).says).toBe(
    "Never ended: POST /checkout in gateway, whose process ended by SIGKILL",
  );
  expect(told([{ ...request, at: [0, 5_000], open: open("lost") }]).says).toBe(
    "Not heard of since 5.00 s after the start: POST /checkout in gateway had not ended; its process has ended, is stuck, or its reports do not arrive",
  );
});

test("with log records alone, nothing is claimed of spans", () => {
  expect(told([], [logOf(0, { severityNumber: 17 })]).says).toBe(
    "Only log lines are known of it, no spans; 1 log line of errors, the first of shop",
  );
});

test("an event loop that was held for a large part of the action is named, be it that of a process that was called", () => {
  const wait = {
    blockId: "b",
    traceId: "",
    spanId: "",
    startTimeUnixNano: "0",
    durationNano: "799000000",
    waitedNano: "789000000",
    inCallee: true,
    service: "catalog",
    function: "similarity",
    file: "/app/catalog.ts",
    line: 47,
  };
  const called = { spanId: "2", parentSpanId: "1", service: "cart", name: "GET", kind: "client", at: [1, 800] } as const;
  const says = (waitedFor: (typeof wait)[]) =>
    told([
      { ...request, at: [0, 900] },
      { ...called, waitedFor },
    ]).says;
  const text = "; catalog's event loop was held 799 ms by similarity catalog.ts:47: GET in cart waited 789 ms for it";
  expect(says([wait])).toContain(text);
  expect(says([{ ...wait, waitedNano: "100000000" }])).not.toContain("event loop");
});
