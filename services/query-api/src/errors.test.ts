import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient, type ErrorGroup } from "@throughline/api";
import { MASKED_MESSAGES } from "@throughline/query/testing";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
const MINUTE = 60n * SECOND;
/** A round time, at least half an hour ago. */
const BEGIN = NOW - (NOW % (10n * MINUTE)) - 60n * MINUTE;
const RANGE = { start: String(BEGIN), end: String(BEGIN + 30n * MINUTE) };
let api: QueryApi;
let client: ApiClient;

const stack = (type: string, message: string, line: number, name = "charge") => `${type}: ${message}
    at new Promise (<anonymous>)
    at ${name} (/app/src/payment.ts:${line}:11)
    at handle (/app/node_modules/@grpc/grpc-js/build/src/server.js:100:10)`;

function exception(type: string, message: string, trace?: string): Record<string, string> {
  return { "exception.type": type, "exception.message": message, ...(trace !== undefined && { "exception.stacktrace": trace }) };
}

function recorded(attributes: Record<string, string>, time: bigint): Record<string, unknown> {
  return { event_names: ["exception"], event_times: [String(time)], event_attributes: [attributes], event_attribute_types: [""] };
}

const at = (minutes: number): bigint => BEGIN + BigInt(Math.round(minutes * 60)) * SECOND;

beforeAll(async () => {
  await store.start();
  const funds = "Cannot charge the card: insufficient funds";
  const expired = "Cannot charge the card: expired";
  await store.insertLogs([
    // Thirty declined cards, one a minute; and before the range.
    ...Array.from({ length: 31 }, (_, index) => ({
      time: at(index - 1),
      severity: 17,
      service: "payment",
      body: "payment_declined",
      traceId: traceId(index + 1),
      spanId: spanId(index + 1),
      correlationIds: [`action-${index}`],
      attributes: exception("CardDeclined", funds, stack("CardDeclined", funds, 23)),
    })),
    // A new kind, at warn, of two stacks with one innermost frame.
    ...[20, 21, 22].map((minute) => ({
      time: at(minute),
      severity: 13,
      service: "payment",
      body: "payment_declined",
      traceId: traceId(100 + minute),
      spanId: spanId(100 + minute),
      attributes: exception(
        "CardDeclined",
        expired,
        `${stack("CardDeclined", expired, 37)}\n    at ${minute === 20 ? "one" : "other"} (/app/src/x.ts:1:1)\nCaused by: Error: ${minute}`,
      ),
    })),
    // What varies.
    ...MASKED_MESSAGES.map(([message], index) => ({
      time: at(5) + BigInt(index),
      severity: 17,
      service: "mask",
      body: "x",
      attributes: exception("Masked", message),
    })),
    ...[1, 2, 3].map((index) => ({ time: at(25), severity: 21, service: "cart", body: `order ${index} was lost`, traceId: traceId(200) })),
    // Different places with one message; a function whose lines moved is one place.
    ...[
      ["a", 1],
      ["a", 2],
      ["b", 3],
    ].map(([name, line]) => ({
      time: at(6),
      severity: 17,
      service: "places",
      attributes: exception("TypeError", "x is undefined", stack("TypeError", "x is undefined", Number(line), String(name))),
    })),
    // What is quoted: few one by one, many as one.
    ..."abcde".split("").map((name) => ({
      time: at(7),
      severity: 17,
      service: "quotes",
      attributes: exception("Missing", `there is no "${name}"`),
    })),
    ..."ab".split("").map((name) => ({
      time: at(7),
      severity: 17,
      service: "quotes",
      attributes: exception("Refused", `nobody is called "${name}"`),
    })),
    // Longer than messages are told apart by.
    ...["one", "other"].map((end) => ({
      time: at(9),
      severity: 17,
      service: "long",
      attributes: exception("Long", `[${"0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01 ".repeat(20)}] ${end}`),
    })),
    // None of these is an error.
    { time: at(8), severity: 9, service: "cart", body: "went well", attributes: exception("Info", "as it should") },
    { time: at(8), severity: 13, service: "cart", body: "a warning" },
    { time: at(8), severity: 17, service: "cart", body: "of the runtime", event: "throughline.runtime" },
    { time: at(8), severity: 17, service: "throughline.probe", body: "nobody's" },
  ]);
  await store.insertSpans([
    ...Array.from({ length: 31 }, (_, index) => ({
      time: at(index - 1),
      service: "payment",
      name: "Charge",
      status: "error",
      traceId: traceId(index + 1),
      spanId: spanId(index + 1),
      columns: {
        status_message: funds,
        ...recorded(exception("card_declined", funds, stack("CardDeclined", funds, 23)), at(index - 1)),
      },
    })),
    // Only the status says it, but the log says the same.
    {
      time: at(20),
      service: "payment",
      name: "Charge",
      status: "error",
      traceId: traceId(120),
      spanId: spanId(120),
      columns: { status_message: expired },
    },
    // Only spans; told apart by their names.
    ...["GET /a", "GET /a", "GET /b"].map((name, index) => ({
      time: at(10 + index),
      duration: SECOND,
      service: "checkout",
      name,
      status: "error",
      traceId: traceId(300 + index),
      spanId: spanId(300 + index),
      columns: { status_message: `payment gave no answer in ${index} ms` },
    })),
    // Ends after the range that it began in; an exception of no known time.
    {
      time: at(29),
      duration: 5n * MINUTE,
      service: "late",
      name: "slow",
      status: "error",
      traceId: traceId(500),
      spanId: spanId(500),
      columns: { status_message: "gave up" },
    },
    { time: at(10), service: "timeless", traceId: traceId(501), spanId: spanId(501), columns: recorded(exception("Odd", "when"), 0n) },
    { time: at(10), service: "checkout", name: "GET /a", status: "error", traceId: traceId(400), spanId: spanId(400) },
    { time: at(-2), service: "payment", name: "Charge", traceId: traceId(401), spanId: spanId(401) },
  ]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});
afterAll(async () => {
  await api?.stop();
  await store.stop();
});

const brief = ({ type, message, operation, frame, count, records, spans }: ErrorGroup) => ({
  type,
  message,
  operation,
  frame: frame && `${frame.function} ${frame.file}:${frame.line}`,
  count,
  records,
  spans,
});

test("errors are grouped by type, message and place; what is logged and recorded on its span is one", async () => {
  const { errors, total, stepNano, steps, notes } = await client.errors({ ...RANGE, service: "payment" });
  expect(errors.map(brief)).toEqual([
    {
      type: "CardDeclined",
      message: "Cannot charge the card: expired",
      operation: null,
      frame: "charge /app/src/payment.ts:37",
      count: 3,
      records: 3,
      spans: 1,
    },
    {
      type: "CardDeclined",
      message: "Cannot charge the card: insufficient funds",
      operation: null,
      frame: "charge /app/src/payment.ts:23",
      count: 30,
      records: 30,
      spans: 30,
    },
  ]);
  expect({ total, stepNano, notes }).toEqual({ total: 2, stepNano: String(30n * SECOND), notes: [] });
  expect(steps).toHaveLength(60);
  const [expired, funds] = errors as [ErrorGroup, ErrorGroup];
  expect(expired.counts.flatMap((count, step) => (count > 0 ? [[step, count]] : []))).toEqual([
    [40, 1],
    [42, 1],
    [44, 1],
  ]);
  expect(funds.counts.reduce((sum, count) => sum + count, 0)).toBe(30);
  expect(funds.first).toEqual({
    timeUnixNano: String(at(0)),
    traceId: traceId(2),
    spanId: spanId(2),
    correlationId: "action-1",
    message: "Cannot charge the card: insufficient funds",
  });
  expect(funds.last).toMatchObject({ timeUnixNano: String(at(29)), traceId: traceId(31), spanId: spanId(31) });
});

test("a kind is new that was not in the time before, while its service was", async () => {
  const { errors } = await client.errors({ ...RANGE });
  const news = new Map(errors.map(({ service, message, isNew }) => [`${service}: ${message}`, isNew]));
  expect(news.get("payment: Cannot charge the card: expired")).toBe(true);
  expect(news.get("payment: Cannot charge the card: insufficient funds")).toBe(false);
  expect(news.get("cart: order <n> was lost")).toBeNull();
});

test("what varies is masked by ClickHouse as it is by JavaScript", async () => {
  const { errors } = await client.errors({ ...RANGE, service: "mask" });
  expect(errors.map(({ message }) => message).toSorted()).toEqual([...new Set(MASKED_MESSAGES.map(([, masked]) => masked))].toSorted());
});

test("without a type, records are grouped by message, and spans by message and name", async () => {
  expect((await client.errors({ ...RANGE, service: "cart" })).errors.map(brief)).toEqual([
    { type: null, message: "order <n> was lost", operation: null, frame: null, count: 3, records: 3, spans: 0 },
  ]);
  const { errors } = await client.errors({ ...RANGE, service: "checkout" });
  const message = "payment gave no answer in <n> ms";
  expect(errors.map(brief)).toEqual([
    { type: null, message, operation: "GET /b", frame: null, count: 1, records: 0, spans: 1 },
    { type: null, message, operation: "GET /a", frame: null, count: 2, records: 0, spans: 2 },
  ]);
  expect(errors[1]?.first).toMatchObject({ timeUnixNano: String(at(10) + SECOND), message: "payment gave no answer in 0 ms" });
});

test("each error is in one of the steps, be it that its span ended after them", async () => {
  const [late] = (await client.errors({ ...RANGE, service: "late" })).errors;
  expect(late).toMatchObject({ count: 1, last: { timeUnixNano: String(at(34)) } });
  expect(late?.counts.indexOf(1)).toBe(59);
  const [timeless] = (await client.errors({ ...RANGE, service: "timeless" })).errors;
  expect(timeless?.first.timeUnixNano).toBe(String(at(10) + 1_000_000n));
});

test("a place is a function: its lines may move", async () => {
  const { errors } = await client.errors({ ...RANGE, service: "places", sort: "count" });
  expect(errors.map(({ frame, count }) => [frame?.function, count])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});

test("messages that differ in what they quote are one if they are many", async () => {
  const { errors } = await client.errors({ ...RANGE, service: "quotes", sort: "count" });
  expect(errors.map(({ message, count }) => [message, count])).toEqual([
    ['there is no "<text>"', 5],
    [expect.stringContaining("nobody is called"), 1],
    [expect.stringContaining("nobody is called"), 1],
  ]);
});

test.each(["payment", "cart", "quotes", "checkout", "long"])(
  "each group of %s says how its records and its traces are found",
  async (service) => {
    const { errors } = await client.errors({ ...RANGE, service });
    expect(errors.length).toBeGreaterThan(0);
    for (const { logQuery, traceQuery, records, spans } of errors) {
      const logs = logQuery === null ? [] : (await client.logs({ ...RANGE, q: logQuery, limit: 1000 })).logs;
      const traces = traceQuery === null ? [] : (await client.traces({ ...RANGE, q: traceQuery, limit: 1000 })).traces;
      expect({ logQuery, records: logs.length, traceQuery, spans: traces.length }).toEqual({ logQuery, records, traceQuery, spans });
    }
  },
);

test("a query asks for the exact message where nothing is masked, which an index finds", async () => {
  const [funds] = (await client.errors({ ...RANGE, service: "payment", sort: "count", limit: 1 })).errors;
  expect(funds?.logQuery).toBe(
    'service="payment" exception.type="CardDeclined" exception.message="Cannot charge the card: insufficient funds"',
  );
});

test("a range without errors has none, and a wrong order is told", async () => {
  expect(await client.errors({ ...RANGE, service: "nobody" })).toMatchObject({ total: 0, errors: [], notes: [] });
  await expect(client.errors({ sort: "best" as "first" })).rejects.toThrow("accepted are first, last, count");
});
