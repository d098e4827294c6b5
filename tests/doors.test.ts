import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { logs, newSpanId, newTraceId, nowNano, sendGrpc, sendJson, sendProtobuf, span, text, traces } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";

let throughline: Throughline;

beforeAll(async () => {
  throughline = await Throughline.start();
});

afterAll(() => throughline?.stop());

/** A value of every type that OTLP has. */
const everyType = [
  text("string", "naïve 🧵"),
  text("empty", ""),
  { key: "true", value: { boolValue: true } },
  { key: "false", value: { boolValue: false } },
  { key: "int", value: { intValue: "9007199254740993" } },
  { key: "least", value: { intValue: "-9223372036854775808" } },
  { key: "zero", value: { intValue: "0" } },
  { key: "double", value: { doubleValue: 0.1 } },
  { key: "whole double", value: { doubleValue: 200 } },
  { key: "NaN", value: { doubleValue: "NaN" } },
  { key: "Infinity", value: { doubleValue: "-Infinity" } },
  { key: "minus zero", value: { doubleValue: "-0" } },
  { key: "bytes", value: { bytesValue: "AP/+" } },
  { key: "nothing", value: {} },
  { key: "less than nothing" },
  { key: "array", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "9007199254740993" }, { boolValue: false }, {}] } } },
  { key: "empty array", value: { arrayValue: {} } },
  {
    key: "list",
    value: { kvlistValue: { values: [{ key: "deep", value: { kvlistValue: { values: [{ key: "er", value: { doubleValue: 1.5 } }] } } }] } },
  },
  text("1", "a key that looks like a number"),
  text("__proto__", "a key that objects treat specially"),
];

function traceRequest(traceId: string) {
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [text("service.name", "doors"), ...everyType],
          droppedAttributesCount: 3,
          entityRefs: [{ type: "service", idKeys: ["service.name"] }],
        },
        scopeSpans: [
          {
            scope: { name: "library", version: "1.2.3", attributes: everyType, droppedAttributesCount: 4 },
            spans: [
              {
                traceId,
                spanId: "00f067aa0ba902b7",
                traceState: "vendor=a,other=b",
                name: "GET /everything",
                kind: 2,
                startTimeUnixNano: startTime,
                endTimeUnixNano: String(BigInt(startTime) + 123_456_789n),
                attributes: everyType,
                droppedAttributesCount: 5,
                events: [
                  { timeUnixNano: startTime, name: "exception", attributes: everyType, droppedAttributesCount: 6 },
                  { timeUnixNano: "18446744073709551615", name: "at the end of time" },
                ],
                droppedEventsCount: 7,
                links: [
                  {
                    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
                    spanId: "00f067aa0ba902b8",
                    traceState: "x=y",
                    attributes: everyType,
                    droppedAttributesCount: 8,
                    flags: 257,
                  },
                  {},
                ],
                droppedLinksCount: 9,
                status: { message: "it broke", code: 2 },
                flags: 769,
              },
              {
                traceId,
                spanId: "00f067aa0ba902b9",
                parentSpanId: "00f067aa0ba902b7",
                name: "plain",
                startTimeUnixNano: startTime,
                endTimeUnixNano: startTime,
              },
            ],
            schemaUrl: "https://opentelemetry.io/schemas/1.38.0",
          },
        ],
        schemaUrl: "https://opentelemetry.io/schemas/1.37.0",
      },
    ],
  };
}

function logRequest(traceId: string) {
  const common = { traceId, spanId: "00f067aa0ba902b7" };
  return {
    resourceLogs: [
      {
        resource: { attributes: [text("service.name", "doors")] },
        scopeLogs: [
          {
            scope: { name: "logger" },
            logRecords: [
              {
                timeUnixNano: startTime,
                observedTimeUnixNano: String(BigInt(startTime) + 1n),
                severityNumber: 17,
                severityText: "ERROR",
                body: { stringValue: "it broke" },
                attributes: everyType,
                droppedAttributesCount: 1,
                flags: 1,
                eventName: "payment_declined",
                ...common,
              },
              ...everyType.map(({ value }, index) => ({
                timeUnixNano: String(BigInt(startTime) + BigInt(index + 1)),
                ...(value && { body: value }),
                ...common,
              })),
              { observedTimeUnixNano: String(BigInt(startTime) + 1000n), ...common },
            ],
          },
        ],
      },
    ],
  };
}

const startTime = nowNano(-5_000);

const DOORS = {
  "OTLP/JSON over HTTP": (signal: "traces" | "logs", request: object) => sendJson(throughline.otlpHttp, signal, request),
  "protobuf over HTTP": (signal: "traces" | "logs", request: object) => sendProtobuf(throughline.otlpHttp, signal, request),
  gRPC: (signal: "traces" | "logs", request: object) => sendGrpc(throughline.otlpGrpc, signal, request),
};

test.each(Object.entries(DOORS))("a trace that comes as %s is given back as it came: every type, every field", async (_name, send) => {
  const traceId = newTraceId();
  expect((await send("traces", traceRequest(traceId))).body).toEqual({});
  await throughline.settled();
  expect(await throughline.client.traceOtlp(traceId)).toEqual(traceRequest(traceId));
});

test.each(Object.entries(DOORS))(
  "log records that come as %s are given back as they came: every type, every field",
  async (_name, send) => {
    const traceId = newTraceId();
    expect((await send("logs", logRequest(traceId))).body).toEqual({});
    await throughline.settled();
    const stored = await throughline.client.logsOtlp({ traceId });
    const byTime = (request: { resourceLogs: unknown[] }) =>
      (request.resourceLogs as ReturnType<typeof logRequest>["resourceLogs"])
        .flatMap(({ scopeLogs }) =>
          scopeLogs.flatMap(({ logRecords }) => logRecords as { timeUnixNano?: string; observedTimeUnixNano?: string }[]),
        )
        .toSorted((a, b) =>
          Number(BigInt(a.timeUnixNano ?? a.observedTimeUnixNano ?? 0) - BigInt(b.timeUnixNano ?? b.observedTimeUnixNano ?? 0)),
        );
    expect(byTime(stored)).toEqual(byTime(logRequest(traceId)));
  },
);

test("the three doors give identical results", async () => {
  const answers = [];
  for (const send of Object.values(DOORS)) {
    const traceId = newTraceId();
    await send("traces", traceRequest(traceId));
    await send("logs", logRequest(traceId));
    await throughline.settled();
    const trace = await throughline.client.trace(traceId);
    // What names a log record depends on all that it says, its trace included.
    const answer = JSON.stringify({ ...trace, logs: trace.logs.map((log) => ({ ...log, id: "" })) });
    answers.push(answer.replaceAll(traceId, "the trace"));
  }
  expect(answers[1]).toBe(answers[0]);
  expect(answers[2]).toBe(answers[0]);
});

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
])("a body packed with %s is stored", async (encoding, pack) => {
  const traceId = newTraceId();
  const response = await fetch(`${throughline.otlpHttp}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": encoding },
    body: new Uint8Array(pack(JSON.stringify(traces("packed", [span({ traceId })])))),
  });
  expect([response.status, await response.json()]).toEqual([200, {}]);
  await throughline.settled();
  expect((await throughline.client.trace(traceId)).services).toEqual(["packed"]);
});

test("many requests at once are all stored, each once", async () => {
  const traceId = newTraceId();
  const requests = Array.from({ length: 200 }, () => span({ traceId, spanId: newSpanId() }));
  const answers = await Promise.all(
    requests.map((one, index) => {
      const door = Object.values(DOORS)[index % 3] as (typeof DOORS)["gRPC"];
      return door("traces", traces(`service-${index % 5}`, [one]));
    }),
  );
  expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toEqual(new Set(["{}"]));
  await throughline.settled();
  const [row] = await throughline.sql<object>(
    `SELECT count() AS rows, uniqExact(span_id) AS spans FROM spans WHERE lower(hex(trace_id)) = '${traceId}'`,
  );
  expect(row).toEqual({ rows: 200, spans: 200 });
});

test.each([
  ["a string", text("correlation.id", "order-1")],
  ["another name", text("request_id", "order-1")],
  [
    "an element of an array",
    { key: "http.request.header.x-request-id", value: { arrayValue: { values: [{ stringValue: "x y" }, { stringValue: "order-1" }] } } },
  ],
  [
    "Python's name of a header",
    { key: "http.request.header.x_correlation_id", value: { arrayValue: { values: [{ stringValue: "order-1" }] } } },
  ],
])("a correlation ID that comes as %s finds the whole trace and its logs", async (_name, attribute) => {
  const traceId = newTraceId();
  const id = `order-${newSpanId()}`;
  const attributes = [JSON.parse(JSON.stringify(attribute).replace("order-1", id)) as object];
  await sendJson(
    throughline.otlpHttp,
    "traces",
    traces("entry", [span({ traceId, attributes }), span({ traceId, name: "without the ID" })]),
  );
  await sendJson(
    throughline.otlpHttp,
    "logs",
    logs("other", [{ traceId, body: { stringValue: "in the trace" }, timeUnixNano: nowNano() }]),
  );
  await sendJson(
    throughline.otlpHttp,
    "logs",
    logs("third", [{ attributes, body: { stringValue: "outside any trace" }, timeUnixNano: nowNano() }]),
  );
  await throughline.settled();
  const found = await throughline.client.correlation(id);
  expect(found.traceIds).toEqual([traceId]);
  expect(found.spans.map(({ name }) => name).toSorted()).toEqual(["GET /", "without the ID"]);
  expect(found.logs.map(({ body }) => body).toSorted()).toEqual(["in the trace", "outside any trace"]);
  expect(found.services.toSorted()).toEqual(["entry", "other", "third"]);
});
