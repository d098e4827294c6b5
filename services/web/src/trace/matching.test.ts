import { expect, test } from "@jest/globals";
import { forestOf } from "./forest.ts";
import { matches, passes } from "./matching.ts";
import { span } from "./testing/spans.ts";

const paid = span("POST /pay", "", 0, 2_000_000, {
  service: "payments",
  kind: "server",
  status: { code: "error", message: "Card declined" },
  attributes: { "http.route": "/pay", "http.response.status_code": 402, tags: ["a", "b"], __proto__: "no" },
  events: [{ timeUnixNano: "0", name: "exception", attributes: { "exception.type": "DeclinedError" } }],
});

test.each([
  "pay",
  "PAYMENTS",
  "server",
  "error",
  "declined",
  "http.route",
  "402",
  "status_code=402",
  '["a","b"]',
  "exception",
  "DeclinedError",
])("a span is found by %p", (text) => {
  expect(matches(paid, text)).toBe(true);
});

test.each(["refund", "client", "status_code=404", "constructor", "lost"])("a span is not found by %p, which it does not say", (text) => {
  expect(matches(paid, text)).toBe(false);
});

test("passes judges service, errors and duration; an open span is never too short", () => {
  const [node] = forestOf([paid]).nodes;
  if (!node) throw new Error("there is one");
  const any = { service: undefined, errors: false, atLeast: 0 };
  expect(passes(node, any)).toBe(true);
  expect(passes(node, { ...any, service: "payments", errors: true, atLeast: 2_000_000 })).toBe(true);
  expect(passes(node, { ...any, service: "stock" })).toBe(false);
  expect(passes(node, { ...any, atLeast: 2_000_001 })).toBe(false);
  const open = { state: "open", reportedUnixNano: "0", nextReportNano: null, lastWords: null } as const;
  const [running] = forestOf([{ ...paid, status: { code: "unset", message: "" }, open }]).nodes;
  if (!running) throw new Error("there is one");
  expect(passes(running, { ...any, atLeast: 9e9 })).toBe(true);
  expect(passes(running, { ...any, errors: true })).toBe(false);
});
