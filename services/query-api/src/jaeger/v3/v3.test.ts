import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import type { QueryApi } from "../../index.ts";
import { apiOn } from "../../testing/api-on.ts";
import { decodeGo, type GoType } from "../../testing/go-json.ts";
import { LINKED_SPAN, LINKED_TRACE, ODD_START, ODD_TRACE, oddSpans } from "../../testing/odd-trace.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../../testing/store.ts";

/** What jaeger-ui checks the answers with, as its own schemas say it. */
const traceIdHex = z.string().regex(/^(?!0+$)[0-9a-f]{32}$/i);
const spanIdHex = z.string().regex(/^(?!0+$)[0-9a-f]{16}$/i);
const nanos = z.string().regex(/^\d+$/);
const count = z.number().int().min(0);
const VALUES = ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"];
const anyValue: z.ZodType = z.lazy(() =>
  z
    .looseObject({
      stringValue: z.string().optional(),
      boolValue: z.boolean().optional(),
      intValue: z
        .string()
        .regex(/^-?\d+$/)
        .optional(),
      doubleValue: z.number().optional(),
      arrayValue: z.looseObject({ values: z.array(anyValue).optional() }).optional(),
      kvlistValue: z.looseObject({ values: z.array(keyValue).optional() }).optional(),
      bytesValue: z.base64().optional(),
    })
    .refine((value) => VALUES.filter((name) => value[name] !== undefined).length === 1),
);
const keyValue: z.ZodType = z.lazy(() => z.looseObject({ key: z.string(), value: anyValue }));
const attributes = z.array(keyValue).optional();
const uiSpan = z.looseObject({
  traceId: traceIdHex,
  spanId: spanIdHex,
  parentSpanId: spanIdHex.optional(),
  flags: count.optional(),
  name: z.string().optional(),
  kind: count.optional(),
  startTimeUnixNano: nanos.optional(),
  endTimeUnixNano: nanos.optional(),
  attributes,
  events: z.array(z.looseObject({ timeUnixNano: nanos.optional(), name: z.string().optional(), attributes })).optional(),
  links: z.array(z.looseObject({ traceId: traceIdHex, spanId: spanIdHex, attributes })).optional(),
  status: z.looseObject({ message: z.string().optional(), code: count.optional() }).optional(),
});
const uiTrace = z.object({
  result: z.looseObject({
    resourceSpans: z.array(
      z.looseObject({
        resource: z.looseObject({ attributes }).optional(),
        scopeSpans: z.array(z.looseObject({ scope: z.looseObject({ attributes }).optional(), spans: z.array(uiSpan) })),
      }),
    ),
  }),
});
const uiSummaries = z.object({
  summaries: z.array(
    z.object({
      traceId: traceIdHex,
      rootServiceName: z.string().optional(),
      rootOperationName: z.string().optional(),
      minStartTimeUnixNano: nanos.optional(),
      maxEndTimeUnixNano: nanos.optional(),
      spanCount: count.optional(),
      errorSpanCount: count.optional(),
      orphanSpanCount: count.optional(),
      services: z.array(z.object({ name: z.string(), spanCount: count.optional(), errorSpanCount: count.optional() })).optional(),
    }),
  ),
});

/** The structs that Grafana decodes a trace into, but for the values of attributes: what it declares for booleans and doubles, Jaeger never sent. */
const KEY_VALUES: GoType = {
  list: {
    struct: { key: "string", value: { struct: { stringValue: "string", intValue: "string", array_value: "any", bytesValue: "string" } } },
  },
};
const grafanaTrace: GoType = {
  struct: {
    result: {
      struct: {
        resourceSpans: {
          list: {
            struct: {
              resource: { struct: { attributes: KEY_VALUES, droppedAttributesCount: "int64" } },
              schemaUrl: "string",
              scopeSpans: {
                list: {
                  struct: {
                    scope: { struct: { name: "string", version: "string", attributes: KEY_VALUES } },
                    spans: {
                      list: {
                        struct: {
                          traceId: "string",
                          spanId: "string",
                          traceState: "string",
                          parentSpanId: "string",
                          flags: "int64",
                          name: "string",
                          kind: "int64",
                          startTimeUnixNano: "string",
                          endTimeUnixNano: "string",
                          attributes: KEY_VALUES,
                          events: { list: { struct: { timeUnixNano: "string", name: "string", attributes: KEY_VALUES } } },
                          links: { list: { struct: { traceId: "string", spanId: "string", attributes: KEY_VALUES } } },
                          status: { struct: { message: "string", code: "int64" } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...oddSpans,
    {
      traceId: traceId(2),
      spanId: spanId(10),
      parentId: spanId(9),
      time: NOW - 60n * SECOND,
      service: "payment",
      name: "charge",
      kind: "client",
    },
  ]);
  await store.insertLogs([
    {
      traceId: traceId(4),
      spanId: spanId(20),
      service: "hung",
      event: "throughline.span.open",
      attributes: {
        "throughline.span.name": "GET /hung",
        "throughline.span.kind": "server",
        "throughline.span.age_nano": ["i", "5000000000"],
      },
    },
  ]);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function get(path: string): Promise<unknown> {
  const response = await fetch(`${api.url}/jaeger/api/v3${path}`);
  const json = await response.json();
  expect([path, response.status, json]).toEqual([path, 200, expect.anything()]);
  return json;
}

async function summaries(query: Record<string, string>): Promise<z.infer<typeof uiSummaries>["summaries"]> {
  return uiSummaries.parse(await get(`/trace-summaries?${new URLSearchParams(query).toString()}`)).summaries;
}

test("services and operations are as jaeger-ui checks them", async () => {
  expect(await get("/services")).toEqual({ services: ["gateway", "payment"] });
  expect(await get("/operations?service=payment")).toEqual({
    operations: [
      { name: "charge", spanKind: "client" },
      { name: "orphan", spanKind: "internal" },
    ],
  });
  expect(await get("/operations?service=payment&span_kind=server")).toEqual({ operations: [] });
});

test("a trace passes the checks of jaeger-ui and Grafana, odd values and all", async () => {
  const json = await get(`/traces/${ODD_TRACE}?startTime=2026-01-01T00:00:00Z`);
  decodeGo(grafanaTrace, json, "encoding/json");
  const { resourceSpans } = uiTrace.parse(json).result;
  const [gateway, payment] = resourceSpans;
  const [root] = gateway?.scopeSpans[0]?.spans ?? [];
  expect(root).toMatchObject({
    kind: 2,
    status: { code: 2, message: "card declined" },
    startTimeUnixNano: String(ODD_START),
    endTimeUnixNano: String(ODD_START + 2n * SECOND + 1_500n),
  });
  const list = { values: [{ stringValue: "x" }, { intValue: "2" }] };
  expect(root?.attributes).toEqual([
    { key: "http.method", value: { stringValue: "POST" } },
    { key: "http.status_code", value: { intValue: "500" } },
    { key: "big", value: { intValue: "9007199254740993" } },
    { key: "ratio", value: { doubleValue: 0.25 } },
    { key: "nan", value: { stringValue: "NaN" } },
    { key: "sampled", value: { boolValue: true } },
    { key: "list", value: { arrayValue: list, array_value: list } },
    { key: "map", value: { kvlistValue: { values: [{ key: "a", value: { boolValue: true } }] } } },
    { key: "bytes", value: { bytesValue: "AP8=" } },
    { key: "empty", value: { stringValue: "" } },
    { key: "none", value: { stringValue: "" } },
    { key: "absent", value: { stringValue: "" } },
  ]);
  const spans = payment?.scopeSpans.flatMap((scope) => scope.spans) ?? [];
  expect(spans.map(({ links }) => links)).toEqual([
    [{ traceId: LINKED_TRACE, spanId: LINKED_SPAN, attributes: [{ key: "link.reason", value: { stringValue: "retry" } }] }],
    undefined,
  ]);
  expect(payment?.scopeSpans[0]).toMatchObject({ scope: {}, spans: [{ status: {} }, { status: {} }] });
});

test("summaries have counts by service, and orphans", async () => {
  expect(await summaries({ "query.serviceName": "payment" })).toEqual([
    {
      traceId: ODD_TRACE,
      rootServiceName: "gateway",
      rootOperationName: "POST /checkout",
      minStartTimeUnixNano: String(ODD_START),
      maxEndTimeUnixNano: String(ODD_START + 2n * SECOND + 1_500n),
      spanCount: 3,
      errorSpanCount: 1,
      orphanSpanCount: 1,
      services: [
        { name: "payment", spanCount: 2, errorSpanCount: 0 },
        { name: "gateway", spanCount: 1, errorSpanCount: 1 },
      ],
    },
    expect.objectContaining({ traceId: traceId(2), orphanSpanCount: 1 }),
  ]);
});

test("a trace of which no span has ended yet has a summary", async () => {
  expect(await summaries({ "query.serviceName": "hung" })).toMatchObject([
    {
      traceId: traceId(4),
      rootServiceName: "hung",
      rootOperationName: "GET /hung",
      spanCount: 1,
      orphanSpanCount: 0,
      services: [{ name: "hung" }],
    },
  ]);
});

const iso = (time: bigint) => new Date(Number(time / 1_000_000n)).toISOString();

test.each<[string, Record<string, string>]>([
  [
    "what jaeger-ui sends",
    {
      "query.serviceName": "payment",
      "query.operationName": "charge",
      "query.attributes": '{"link.reason":"retry"}',
      "query.searchDepth": "20",
    },
  ],
  [
    "its times and durations",
    {
      "query.startTimeMin": iso(NOW - 30n * SECOND),
      "query.startTimeMax": iso(NOW),
      "query.durationMin": "1.5s",
      "query.durationMax": "3s",
    },
  ],
  [
    "what Grafana sends",
    {
      "query.service_name": "payment",
      "query.operation_name": "charge",
      "query.attributes": '{"link.reason":"retry"}',
      "query.start_time_min": iso(NOW - 30n * SECOND),
    },
  ],
  ["older names", { "query.span_name": "charge", "query.num_traces": "1" }],
])("summaries are found by %s", async (_, query) => {
  expect((await summaries(query)).map((summary) => summary.traceId)).toEqual([ODD_TRACE]);
});

test("times with a time zone whose plus is not encoded are read", async () => {
  const zoned = (time: bigint) => iso(time + 3_600n * SECOND).replace("Z", "+01:00");
  const query = `query.start_time_min=${zoned(NOW - 70n * SECOND)}&query.start_time_max=${zoned(NOW - 30n * SECOND)}`;
  expect(uiSummaries.parse(await get(`/trace-summaries?${query}`)).summaries).toMatchObject([{ traceId: traceId(2) }]);
});

test("a search of whole traces keeps each trace by itself", async () => {
  const json = uiTrace.parse(await get("/traces?query.serviceName=payment"));
  const ids = json.result.resourceSpans.map(
    ({ scopeSpans }) => new Set(scopeSpans.flatMap(({ spans }) => spans.map((span) => span.traceId))),
  );
  expect(ids.every(({ size }) => size === 1)).toBe(true);
  expect(new Set(ids.flatMap((set) => [...set]))).toEqual(new Set([ODD_TRACE, traceId(2)]));
});

const manyTags = (tags: number) =>
  `query.attributes=${encodeURIComponent(JSON.stringify(Object.fromEntries(Array.from({ length: tags }, (_, n) => [`k${n}`, "v"]))))}`;

test("as many tags as in the first generation may come in several parameters", async () => {
  expect(await get(`/trace-summaries?${manyTags(10)}&${manyTags(10)}`)).toEqual({ summaries: [] });
});

test.each([
  [`/traces/${traceId(1234)}`, 404, 5],
  ["/traces?query.serviceName=unheard-of", 404, 5],
  ["/traces/xyz", 400, 3],
  ["/trace-summaries?query.startTimeMin=12345", 400, 3],
  ["/trace-summaries?query.attributes=%5B", 400, 3],
  [`/trace-summaries?${manyTags(11)}&${manyTags(10)}`, 400, 3],
  ["/operations", 400, 3],
  ["/nothing", 404, 5],
])("%s is %i in the form of grpc-gateway", async (path, status, grpcCode) => {
  const response = await fetch(`${api.url}/jaeger/api/v3${path}`);
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: { grpcCode, httpCode: status, message: expect.any(String), httpStatus: status === 404 ? "Not Found" : "Bad Request" } },
  ]);
});
