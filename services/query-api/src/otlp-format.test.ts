import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createApiClient } from "@throughline/api";
import { sameRetention } from "@throughline/model";
import { createQueryApi, type QueryApi } from "./index.ts";
import { NOW, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
let api: QueryApi;

const VALUES = {
  10: "keys that look like numbers keep their place",
  2: ["s", ""],
  bool: ["b", "true"],
  int: ["i", "-9223372036854775808"],
  double: ["d", "1e-7"],
  nan: ["d", "NaN"],
  zero: ["d", "-0"],
  bytes: ["x", "AP8="],
  array: ["a", '{"values":[{"stringValue":"x"},{"intValue":"9007199254740993"},{}]}'],
  empty: ["a", "{}"],
  list: ["k", '{"values":[{"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":0.5}}]}}}]}'],
  none: ["n", ""],
  absent: ["-", ""],
} as const;
// The keys of an object that look like numbers come first and in order: 2, then 10.
const OTLP_VALUES = [
  { key: "2", value: { stringValue: "" } },
  { key: "10", value: { stringValue: "keys that look like numbers keep their place" } },
  { key: "bool", value: { boolValue: true } },
  { key: "int", value: { intValue: "-9223372036854775808" } },
  { key: "double", value: { doubleValue: 1e-7 } },
  { key: "nan", value: { doubleValue: "NaN" } },
  { key: "zero", value: { doubleValue: "-0" } },
  { key: "bytes", value: { bytesValue: "AP8=" } },
  { key: "array", value: { arrayValue: { values: [{ stringValue: "x" }, { intValue: "9007199254740993" }, {}] } } },
  { key: "empty", value: { arrayValue: {} } },
  {
    key: "list",
    value: {
      kvlistValue: { values: [{ key: "__proto__", value: { kvlistValue: { values: [{ key: "a", value: { doubleValue: 0.5 } }] } } }] },
    },
  },
  { key: "none", value: {} },
  { key: "absent" },
];
const SCOPE_REST = JSON.stringify({
  attributes: [{ key: "s", value: { intValue: "1" } }],
  droppedAttributesCount: 3,
  schemaUrl: "https://schema/scope",
});
const SCOPE = { scope_name: "http", scope_version: "1.2", scope_rest: SCOPE_REST };
const OTLP_SCOPE = {
  scope: { name: "http", version: "1.2", attributes: [{ key: "s", value: { intValue: "1" } }], droppedAttributesCount: 3 },
  schemaUrl: "https://schema/scope",
};
const RESOURCE = {
  attributes: [
    { key: "service.name", value: { stringValue: "cart" } },
    { key: "host.name", value: { stringValue: "h" } },
  ],
};

beforeAll(async () => {
  await store.start();
  const resource = { "host.name": "h" };
  await store.insertSpans([
    {
      traceId: traceId(1),
      spanId: spanId(1),
      parentId: spanId(7),
      time: NOW,
      duration: 123_456_789n,
      name: "GET /",
      kind: "client",
      status: "error",
      attributes: VALUES,
      resource,
      columns: {
        ...SCOPE,
        status_message: "no",
        trace_state: "a=b,c=d",
        flags: 769,
        dropped_attributes: 1,
        event_times: [String(NOW + 1n), "0"],
        event_names: ["exception", ""],
        event_attributes: [{ code: "5", text: "x" }, {}],
        event_attribute_types: ["is", ""],
        event_dropped_attributes: [2, 0],
        dropped_events: 4,
        link_trace_ids: [],
        dropped_links: 5,
      },
    },
    { traceId: traceId(1), spanId: spanId(2), time: NOW + 2n, duration: 0n, kind: "unspecified", name: "", resource, columns: SCOPE },
    { traceId: traceId(1), spanId: spanId(3), time: NOW + 3n, resource: {} },
  ]);
  await store.clickhouse.command(
    `INSERT INTO spans (time, trace_id, span_id, link_trace_ids, link_span_ids, link_trace_states, link_flags, link_attributes, link_attribute_types, link_dropped_attributes)
     VALUES (now64(9), unhex('${traceId(2)}'), unhex('${spanId(1)}'), [unhex('${traceId(9)}'), ''], [unhex('${spanId(9)}'), ''], ['a=b', ''], [1, 0], [map('k', '1.5'), map()], ['d', ''], [7, 0])`,
  );
  await store.insertLogs([
    {
      time: NOW,
      body: '{"values":[{"key":"a","value":{"intValue":"1"}}]}',
      traceId: traceId(1),
      spanId: spanId(1),
      severity: 17,
      event: "boom",
      attributes: VALUES,
      resource,
      columns: { ...SCOPE, body_type: "k", observed_time: String(NOW + 5n), severity_text: "ERROR", flags: 1, dropped_attributes: 2 },
    },
    { time: NOW - 1n, body: "", severity: 0, resource, columns: { time_given: false } },
    { time: NOW - 2n, body: "", severity: 0, resource, columns: { body_type: "-" } },
    { time: NOW - 3n, body: "", severity: 0, resource, columns: { body_type: "n" } },
  ]);
  api = createQueryApi({
    host: "127.0.0.1",
    port: 0,
    clickhouse: store.options,
    retention: sameRetention(10 ** 6),
    tokens: [],
  });
  await api.start();
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

test("?format=otlp gives a trace back exactly, grouped by resource and scope", async () => {
  expect(await createApiClient({ baseUrl: api.url }).traceOtlp(traceId(1))).toEqual({
    resourceSpans: [
      {
        resource: RESOURCE,
        scopeSpans: [
          {
            ...OTLP_SCOPE,
            spans: [
              {
                traceId: traceId(1),
                spanId: spanId(1),
                traceState: "a=b,c=d",
                parentSpanId: spanId(7),
                flags: 769,
                name: "GET /",
                kind: 3,
                startTimeUnixNano: String(NOW),
                endTimeUnixNano: String(NOW + 123_456_789n),
                attributes: OTLP_VALUES,
                droppedAttributesCount: 1,
                events: [
                  {
                    timeUnixNano: String(NOW + 1n),
                    name: "exception",
                    attributes: [
                      { key: "code", value: { intValue: "5" } },
                      { key: "text", value: { stringValue: "x" } },
                    ],
                    droppedAttributesCount: 2,
                  },
                  {},
                ],
                droppedEventsCount: 4,
                droppedLinksCount: 5,
                status: { message: "no", code: 2 },
              },
              { traceId: traceId(1), spanId: spanId(2), startTimeUnixNano: String(NOW + 2n), endTimeUnixNano: String(NOW + 2n) },
            ],
          },
        ],
      },
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "cart" } }] },
        scopeSpans: [
          {
            scope: {},
            spans: [
              {
                traceId: traceId(1),
                spanId: spanId(3),
                name: "GET /cart",
                kind: 2,
                startTimeUnixNano: String(NOW + 3n),
                endTimeUnixNano: String(NOW + 1_000_003n),
              },
            ],
          },
        ],
      },
    ],
  });
});

test("?format=otlp gives links back as they came, without IDs where they had none", async () => {
  const { resourceSpans } = await createApiClient({ baseUrl: api.url }).traceOtlp(traceId(2));
  expect(resourceSpans).toMatchObject([
    {
      resource: {},
      scopeSpans: [
        {
          spans: [
            {
              links: [
                {
                  traceId: traceId(9),
                  spanId: spanId(9),
                  traceState: "a=b",
                  attributes: [{ key: "k", value: { doubleValue: 1.5 } }],
                  droppedAttributesCount: 7,
                  flags: 1,
                },
                {},
              ],
            },
          ],
        },
      ],
    },
  ]);
});

test("?format=otlp gives log records back exactly, with bodies of any type", async () => {
  const { resourceLogs } = await createApiClient({ baseUrl: api.url }).logsOtlp();
  expect(resourceLogs).toEqual([
    {
      resource: RESOURCE,
      scopeLogs: [
        {
          ...OTLP_SCOPE,
          logRecords: [
            {
              timeUnixNano: String(NOW),
              observedTimeUnixNano: String(NOW + 5n),
              severityNumber: 17,
              severityText: "ERROR",
              body: { kvlistValue: { values: [{ key: "a", value: { intValue: "1" } }] } },
              attributes: OTLP_VALUES,
              droppedAttributesCount: 2,
              flags: 1,
              traceId: traceId(1),
              spanId: spanId(1),
              eventName: "boom",
            },
          ],
        },
        {
          scope: {},
          logRecords: [{ body: { stringValue: "" } }, { timeUnixNano: String(NOW - 2n) }, { timeUnixNano: String(NOW - 3n), body: {} }],
        },
      ],
    },
  ]);
});

test("notes and cursor travel beside OTLP in headers", async () => {
  const response = await fetch(`${api.url}/api/v1/logs?format=otlp&limit=1&start=-20d`);
  expect(response.headers.get("throughline-next")).toMatch(/^n\.\d+\.\d+\.1\.\d+\.\d+$/);
  expect(JSON.parse(response.headers.get("throughline-notes") ?? "")).toMatchObject([{ code: "before_retention" }]);
});

test("the plain form of every type is JSON that loses nothing of it", async () => {
  const [span] = (await createApiClient({ baseUrl: api.url }).trace(traceId(1))).spans;
  expect(span?.attributes).toMatchObject({
    2: "",
    bool: true,
    int: "-9223372036854775808",
    double: 1e-7,
    nan: "NaN",
    bytes: "AP8=",
    array: ["x", "9007199254740993", null],
    empty: [],
    none: null,
    absent: null,
  });
  expect(Object.entries(span?.attributes["list"] as object)).toEqual([["__proto__", { a: 0.5 }]]);
  expect(span).toMatchObject({
    scope: { name: "http", version: "1.2" },
    events: [{ name: "exception", attributes: { code: 5, text: "x" } }, { name: "" }],
  });
});
