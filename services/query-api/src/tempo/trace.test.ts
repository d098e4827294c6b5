import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Cursor, messageToJson } from "@throughline/otlp";
import type { OtlpResourceSpans } from "../foreign/otlp-shapes.ts";
import type { QueryApi } from "../index.ts";
import { apiOn } from "../testing/api-on.ts";
import { LINKED_TRACE, ODD_START, ODD_TRACE, oddSpans } from "../testing/odd-trace.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../testing/store.ts";

const store = new TestStore();
let api: QueryApi;
const NO_RESOURCE = traceId(2);

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...oddSpans,
    { traceId: NO_RESOURCE, spanId: spanId(10), time: NOW - SECOND, service: "unknown_service", columns: { resource: "1" } },
  ]);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

const get = (path: string, accept: string) => fetch(`${api.url}/tempo/api${path}`, { headers: { accept } });

async function messageOf(path: string): Promise<Uint8Array> {
  const response = await get(path, "application/protobuf");
  expect([path, response.status, response.headers.get("content-type")]).toEqual([path, 200, "application/protobuf"]);
  return response.bytes();
}

/** As Grafana reads a `tempopb.Trace`: it looks into resource, scope and status of everything, and drops what has no resource attributes. */
function readTrace(bytes: Uint8Array): OtlpResourceSpans[] {
  const { resourceSpans } = messageToJson("ExportTraceServiceRequest", bytes) as { resourceSpans: OtlpResourceSpans[] };
  for (const { resource, scopeSpans } of resourceSpans) {
    expect(resource?.attributes?.length).toBeGreaterThan(0);
    for (const { scope, spans } of scopeSpans ?? []) {
      expect(scope).toBeDefined();
      for (const { status } of spans ?? []) expect(status).toBeDefined();
    }
  }
  return resourceSpans;
}

/** The fields of a `tempopb.TraceByIDResponse`. */
function readTraceById(bytes: Uint8Array): { trace: OtlpResourceSpans[]; status: number; message: string } {
  const read = { trace: undefined as OtlpResourceSpans[] | undefined, status: 0, message: "" };
  for (const cursor = new Cursor(bytes); cursor.next();) {
    if (cursor.field === 3) read.status = cursor.varint32();
    else {
      cursor.range();
      const part = bytes.subarray(cursor.start, cursor.stop);
      if (cursor.field === 1) read.trace = readTrace(part);
      else if (cursor.field === 4) read.message = new TextDecoder().decode(part);
      else throw new Error(`field ${cursor.field} is not known`);
    }
  }
  if (!read.trace) throw new Error("nil pointer: trace");
  return { ...read, trace: read.trace };
}

test("/api/echo and /api/status/buildinfo answer Grafana's health check and probe", async () => {
  expect((await get("/echo", "*/*")).status).toBe(200);
  expect(await (await get("/status/buildinfo", "*/*")).json()).toMatchObject({ version: expect.stringMatching(/^2\./) });
});

test("/api/v2/traces/{id} is a TraceByIDResponse with every value as it came", async () => {
  const { trace, status, message } = readTraceById(await messageOf(`/v2/traces/${ODD_TRACE}?start=1&end=2`));
  expect([status, message]).toEqual([0, ""]);
  const spans = trace.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap((scope) => scope.spans ?? []));
  expect(spans).toHaveLength(3);
  expect(spans[0]).toMatchObject({
    traceId: ODD_TRACE,
    spanId: spanId(1),
    kind: 2,
    startTimeUnixNano: String(ODD_START),
    endTimeUnixNano: String(ODD_START + 2n * SECOND + 1_500n),
    status: { code: 2, message: "card declined" },
    traceState: "vendor=1",
    events: [{ name: "exception", attributes: [{ key: "exception.type", value: { stringValue: "Declined" } }] }, {}],
  });
  expect(spans[0]?.attributes).toEqual(
    expect.arrayContaining([
      { key: "big", value: { intValue: "9007199254740993" } },
      { key: "nan", value: { doubleValue: "NaN" } },
      { key: "list", value: { arrayValue: { values: [{ stringValue: "x" }, { intValue: "2" }] } } },
      { key: "none", value: {} },
      { key: "absent" },
    ]),
  );
  expect(spans[1]).toMatchObject({ parentSpanId: spanId(1), links: [{ traceId: LINKED_TRACE }, {}], status: {} });
});

test("/api/traces/{id} is a bare Trace", async () => {
  expect(readTrace(await messageOf(`/traces/${ODD_TRACE}`))).toEqual(readTraceById(await messageOf(`/v2/traces/${ODD_TRACE}`)).trace);
});

test("a resource without attributes is given its service's name", async () => {
  const [ofResource] = readTrace(await messageOf(`/traces/${NO_RESOURCE}`));
  expect(ofResource?.resource?.attributes).toEqual([{ key: "service.name", value: { stringValue: "unknown_service" } }]);
});

test("JSON is protobuf's: base64 IDs and names of enums; batches in the first version", async () => {
  const [v1, v2] = (await Promise.all(
    ["", "/v2"].map(async (version) => (await get(`${version}/traces/${ODD_TRACE}`, "application/json")).json()),
  )) as [{ batches: unknown }, { trace: { resourceSpans: unknown } }];
  expect(v2.trace.resourceSpans).toEqual(v1.batches);
  const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
  expect(v1.batches).toMatchObject([
    {
      resource: { attributes: expect.anything() },
      scopeSpans: [
        {
          scope: { name: "http" },
          spans: [
            { traceId: base64(ODD_TRACE), spanId: base64(spanId(1)), kind: "SPAN_KIND_SERVER", status: { code: "STATUS_CODE_ERROR" } },
          ],
        },
      ],
    },
    {
      scopeSpans: [
        {
          spans: [
            { parentSpanId: base64(spanId(1)), kind: "SPAN_KIND_CLIENT", links: [{ traceId: base64(LINKED_TRACE) }, {}], status: {} },
            {},
          ],
        },
      ],
    },
  ]);
});

test.each([
  [`/traces/${traceId(1234)}`, 404],
  [`/v2/traces/${traceId(1234)}`, 404],
  ["/traces/xyz", 400],
  ["/nothing", 404],
])("%s is %i, with a text that Grafana can show", async (path, status) => {
  const response = await get(path, "application/protobuf");
  expect([response.status, response.headers.get("content-type")]).toEqual([status, "text/plain; charset=utf-8"]);
  expect(await response.text()).toMatch(/^\S[^{<]+$/);
});
