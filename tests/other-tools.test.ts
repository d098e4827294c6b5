import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { jsonToMessage, messageToJson } from "@throughline/otlp";
import { newSpanId, newTraceId, nowNano, sendJson, text, traces } from "./kit/otlp.ts";
import { parse } from "yaml";
import { ROOT } from "./kit/program.ts";
import { Throughline } from "./kit/throughline.ts";

/**
 * What Grafana's data sources and jaeger-ui ask, one after the other, of the real program, from base URLs `…/tempo` and `…/jaeger`. What each of
 * them decodes the answers into is checked beside the routes, in services/query-api.
 */
let throughline: Throughline;

const TRACE = newTraceId();
const FIRST = newSpanId();
const CLIENT = newSpanId();
const SERVER = newSpanId();
const KIND = { server: 2, client: 3 };

beforeAll(async () => {
  throughline = await Throughline.start();
  const end = nowNano(-1_000);
  const at = (millisBefore: number) => String(BigInt(end) - BigInt(millisBefore) * 1_000_000n);
  const of = (span: object) => ({ traceId: TRACE, endTimeUnixNano: end, ...span });
  const sent = [
    traces("gateway", [
      of({
        spanId: FIRST,
        name: "POST /checkout",
        kind: KIND.server,
        startTimeUnixNano: at(300),
        attributes: [text("http.route", "/checkout"), { key: "big", value: { intValue: "9007199254740993" } }],
        events: [{ timeUnixNano: at(200), name: "paid", attributes: [text("card", "visa")] }],
      }),
      of({
        spanId: CLIENT,
        parentSpanId: FIRST,
        name: "charge",
        kind: KIND.client,
        startTimeUnixNano: at(250),
        links: [{ traceId: newTraceId(), spanId: newSpanId() }],
      }),
    ]),
    traces("payment", [
      of({ spanId: SERVER, parentSpanId: CLIENT, name: "Charge", kind: KIND.server, startTimeUnixNano: at(240), status: { code: 2 } }),
    ]),
    // Nothing says whose it is.
    {
      resourceSpans: [
        { scopeSpans: [{ spans: [of({ spanId: newSpanId(), parentSpanId: SERVER, name: "nameless", startTimeUnixNano: at(100) })] }] },
      ],
    },
  ];
  for (const request of sent) expect((await sendJson(throughline.otlpHttp, "traces", request)).status).toBe(200);
  await throughline.settled();
});

afterAll(() => throughline?.stop());

const get = (path: string, accept = "application/json") => fetch(`${throughline.api}${path}`, { headers: { accept } });

async function json(path: string): Promise<unknown> {
  const response = await get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json();
}

test("bytes that are not UTF-8 reach no reader: protobuf in Go would refuse the whole trace", async () => {
  const traceId = newTraceId();
  const request = traces("l@@n", [
    {
      traceId,
      spanId: newSpanId(),
      name: "caf@@",
      startTimeUnixNano: nowNano(),
      endTimeUnixNano: nowNano(),
      attributes: [text("k@@", "v@@")],
    },
  ]);
  const bytes = Buffer.from(jsonToMessage("ExportTraceServiceRequest", JSON.stringify(request)));
  for (let at = bytes.indexOf("@@"); at >= 0; at = bytes.indexOf("@@")) bytes.fill(0xe9, at, at + 2);
  const headers = { "content-type": "application/x-protobuf" };
  expect((await fetch(`${throughline.otlpHttp}/v1/traces`, { method: "POST", body: bytes, headers })).status).toBe(200);
  await throughline.settled();
  const answer = Buffer.from(await (await get(`/tempo/api/traces/${traceId}`, "application/protobuf")).arrayBuffer());
  expect(answer.includes("caf\ufffd\ufffd")).toBe(true);
  expect(answer.includes(Buffer.from([0xe9, 0xe9]))).toBe(false);
  expect(await json(`/jaeger/api/traces/${traceId}`)).toMatchObject({ data: [{ spans: [{ operationName: "caf\ufffd\ufffd" }] }] });
});

test("the data sources that we provision for Grafana pass their health checks", async () => {
  const file = readFileSync(join(ROOT, "deploy/grafana/provisioning/datasources/throughline.yaml"), "utf8");
  const { datasources } = parse(file.replaceAll("$THROUGHLINE_URL", throughline.api)) as { datasources: { type: string; url: string }[] };
  const health: Record<string, string> = { tempo: "/api/echo", jaeger: "/api/services" };
  expect(datasources.map(({ type }) => type).toSorted()).toEqual(Object.keys(health).toSorted());
  for (const { type, url } of datasources) expect([type, (await fetch(`${url}${health[type]}`)).status]).toEqual([type, 200]);
});

test("Grafana's Tempo data source: health, completion, search, metrics, trace", async () => {
  expect((await get("/tempo/api/echo")).status).toBe(200);
  expect(await json("/tempo/api/status/buildinfo")).toHaveProperty("version");

  const { scopes } = (await json("/tempo/api/v2/search/tags")) as { scopes: { name: string; tags: string[] }[] };
  expect(scopes).toEqual(
    expect.arrayContaining([
      { name: "resource", tags: ["service.name"] },
      { name: "span", tags: expect.arrayContaining(["http.route", "big"]) },
      { name: "event", tags: ["card"] },
    ]),
  );
  expect(await json("/tempo/api/v2/search/tag/resource.service.name/values")).toEqual({
    tagValues: expect.arrayContaining([
      { type: "string", value: "gateway" },
      { type: "string", value: "payment" },
    ]),
  });

  const q = encodeURIComponent('{ span.http.route = "/checkout" } >> { status = error }');
  expect(await json(`/tempo/api/search?q=${q}&limit=20&spss=3`)).toMatchObject({
    traces: [
      {
        traceID: TRACE,
        rootServiceName: "gateway",
        rootTraceName: "POST /checkout",
        durationMs: 300,
        spanSets: [{ matched: 1, spans: [{ spanID: SERVER }] }],
      },
    ],
  });

  const now = Math.ceil(Date.now() / 1_000);
  const times = `start=${now - 3_600}&end=${now + 60}`;
  const rate = encodeURIComponent('{ span.http.route = "/checkout" } | count_over_time() by (resource.service.name)');
  const labels = [{ key: "resource.service.name", value: { stringValue: "gateway" } }];
  expect(await json(`/tempo/api/metrics/query_range?q=${rate}&${times}&step=30s`)).toMatchObject({
    series: [{ labels, samples: expect.arrayContaining([{ timestampMs: expect.any(String), value: 1 }]) }],
  });
  expect(await json(`/tempo/api/metrics/query?q=${rate}&${times}`)).toEqual({ series: [{ labels, value: 1 }] });

  const response = await get(`/tempo/api/v2/traces/${TRACE}`, "application/protobuf");
  const answer = Buffer.from(await response.arrayBuffer());
  expect([response.status, answer[0]]).toEqual([200, 0x0a]); // field 1: the trace
  const v1 = Buffer.from(await (await get(`/tempo/api/traces/${TRACE}`, "application/protobuf")).arrayBuffer());
  expect(answer.subarray(-v1.length).equals(v1)).toBe(true);
  const { resourceSpans } = messageToJson("ExportTraceServiceRequest", v1) as {
    resourceSpans: { resource: { attributes: object[] }; scopeSpans: { spans: { spanId: string }[] }[] }[];
  };
  expect(resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))).toHaveLength(4);
  for (const { resource } of resourceSpans) expect(resource.attributes.length).toBeGreaterThan(0);
  expect((await get(`/tempo/api/v2/traces/${newTraceId()}`, "application/protobuf")).status).toBe(404);
});

test("Grafana's Jaeger data source: health, completion, search, trace, dependencies", async () => {
  expect(await json("/jaeger/api/services")).toMatchObject({ data: expect.arrayContaining(["gateway", "payment"]) });
  expect(await json("/jaeger/api/services/gateway/operations")).toMatchObject({ data: ["POST /checkout", "charge"] });
  const tags = encodeURIComponent(JSON.stringify({ "http.route": "/checkout", card: "visa", big: "9007199254740993" }));
  const now = Date.now() * 1_000;
  const found = { data: [{ traceID: TRACE, spans: expect.any(Array) }] };
  expect(
    await json(
      `/jaeger/api/traces?service=gateway&tags=${tags}&minDuration=299.5ms&maxDuration=301ms&limit=20&start=${now - 3_600_000_000}&end=${now}`,
    ),
  ).toMatchObject(found);
  expect(await json(`/jaeger/api/traces/${TRACE}`)).toMatchObject(found);
  expect((await get(`/jaeger/api/traces/${newTraceId()}`)).status).toBe(404);
  expect(await json(`/jaeger/api/dependencies?endTs=${Date.now()}&lookback=3600000`)).toMatchObject({
    data: expect.arrayContaining([{ parent: "gateway", child: "payment", callCount: 1 }]),
  });
});

test("jaeger-ui: services, operations, search, trace page, upload of what was downloaded", async () => {
  expect(await json("/jaeger/api/v3/services")).toMatchObject({ services: expect.arrayContaining(["gateway", "payment"]) });
  expect(await json("/jaeger/api/v3/operations?service=payment")).toEqual({ operations: [{ name: "Charge", spanKind: "server" }] });
  const query = new URLSearchParams({
    "query.serviceName": "payment",
    "query.attributes": '{"error":"true"}',
    "query.startTimeMin": new Date(Date.now() - 3_600_000).toISOString(),
    "query.startTimeMax": new Date().toISOString(),
    "query.searchDepth": "20",
  });
  expect(await json(`/jaeger/api/v3/trace-summaries?${query.toString()}`)).toMatchObject({
    summaries: [{ traceId: TRACE, rootServiceName: "gateway", spanCount: 4, errorSpanCount: 1, orphanSpanCount: 0 }],
  });
  const { data } = (await json(`/jaeger/api/traces/${TRACE}`)) as { data: { spans: object[] }[] };
  expect(data[0]?.spans).toHaveLength(4);
  const { result } = (await json(`/jaeger/api/v3/traces/${TRACE}`)) as { result: object };
  const uploaded = await fetch(`${throughline.api}/jaeger/api/transform`, { method: "POST", body: JSON.stringify(result) });
  expect(((await uploaded.json()) as { data: { spans: object[] }[] }).data[0]?.spans).toHaveLength(4);
});
