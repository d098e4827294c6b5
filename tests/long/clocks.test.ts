import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, type Log, type Span } from "@throughline/api";
import { cli } from "../kit/cli.ts";
import { logs, newSpanId, newTraceId, sendGrpc, sendJson, span, text, traces } from "../kit/otlp.ts";
import { profiles } from "../kit/profiles.ts";
import { Throughline } from "../kit/throughline.ts";

/**
 * One action through three services: the clock of the gateway is right, that of the cart is half an hour ahead, that of the warehouse hours behind.
 * Times are shown as they came; nothing of it is lost, nothing doubled, and it is found as if the clocks were right.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLOCKS = { gateway: 0, cart: 30 * MINUTE, warehouse: -5 * HOUR } as const;
type Service = keyof typeof CLOCKS;
const SERVICES = ["cart", "gateway", "warehouse"];

const correlationId = `clocks-${newSpanId()}`;
const traceId = newTraceId();
const ids = { root: newSpanId(), toCart: newSpanId(), cart: newSpanId(), toWarehouse: newSpanId(), warehouse: newSpanId() };
/** When the action began, by the right clock, in Unix milliseconds. */
const begin = Date.now() - 10 * SECOND;

let throughline: Throughline;
let client: ApiClient;

/** A time of the action as a service's clock has it. */
const by = (service: Service, millis: number) => String(BigInt(begin + millis + CLOCKS[service]) * 1_000_000n);
const own = { attributes: [text("correlation.id", correlationId)] };

function ran(service: Service, spanId: string, from: number, to: number, fields: object): object {
  const times = { startTimeUnixNano: by(service, from), endTimeUnixNano: by(service, to) };
  return span({ traceId, spanId, ...own, ...times, ...fields });
}

function line(service: Service, spanId: string, at: number): object {
  return { timeUnixNano: by(service, at), traceId, spanId, body: { stringValue: `${service} was here` }, severityNumber: 9, ...own };
}

function sample(service: Service, spanId: string, at: number): object {
  const stack = [{ function: "main", file: `${service}.ts`, line: 1 }];
  return profiles(service, [{ stack, times: [by(service, at), by(service, at + 10)], link: { traceId, spanId } }], {
    time: by(service, 0),
    durationNano: "1000000000",
  });
}

beforeAll(async () => {
  throughline = await Throughline.start();
  ({ client } = throughline);
  const spans: Record<Service, object[]> = {
    gateway: [
      ran("gateway", ids.root, 0, 900, { name: "POST /checkout" }),
      ran("gateway", ids.toCart, 100, 400, { name: "GET", kind: 3, parentSpanId: ids.root }),
      ran("gateway", ids.toWarehouse, 450, 850, { name: "PUT", kind: 3, parentSpanId: ids.root }),
    ],
    cart: [ran("cart", ids.cart, 120, 380, { name: "GET /cart", parentSpanId: ids.toCart })],
    warehouse: [ran("warehouse", ids.warehouse, 470, 830, { name: "PUT /reservation", parentSpanId: ids.toWarehouse })],
  };
  const of = { gateway: ids.root, cart: ids.cart, warehouse: ids.warehouse };
  for (const service of Object.keys(CLOCKS) as Service[])
    for (const [signal, request] of [
      ["traces", traces(service, spans[service])],
      ["logs", logs(service, [line(service, of[service], 500)])],
      ["profiles", sample(service, of[service], 550)],
    ] as const)
      expect(await sendJson(throughline.otlpHttp, signal, request)).toEqual({ status: 200, body: {} });
  await throughline.settled();
});

afterAll(() => throughline?.stop());

/** Names of spans with their offsets from the action's beginning and lengths, in milliseconds, in the order of the answer. */
const shape = (spans: readonly Span[]) =>
  spans.map(({ name, startTimeUnixNano, durationNano }) => [
    name,
    Number(BigInt(startTimeUnixNano) / 1_000_000n) - begin,
    Number(durationNano) / 1e6,
  ]);
/** As their clocks had it, by start. */
const SHAPE = [
  ["PUT /reservation", CLOCKS.warehouse + 470, 360],
  ["POST /checkout", 0, 900],
  ["GET", 100, 300],
  ["PUT", 450, 400],
  ["GET /cart", CLOCKS.cart + 120, 260],
];
const bodies = (records: readonly Log[]) => records.map(({ body }) => body);

test("the trace and the action have all of it, each at the time of its own clock, with lengths as they were, and nothing seems to be missing", async () => {
  for (const found of [await client.trace(traceId), await client.correlation(correlationId)]) {
    expect(found.services).toEqual(SERVICES);
    expect(shape(found.spans)).toEqual(SHAPE);
    expect(bodies(found.logs)).toEqual(["warehouse was here", "gateway was here", "cart was here"]);
    expect(found.samples.count).toBe(6);
    expect(found.notes).toEqual([]);
  }
  expect((await client.lookup({ id: correlationId })).correlationId).toBe(correlationId);
  for (const path of [`jaeger/api/traces/${traceId}`, `tempo/api/traces/${traceId}`])
    for (const service of SERVICES) expect(await (await fetch(`${throughline.api}/${path}`)).text()).toContain(`"${service}"`);
});

test("the command shows all of it", async () => {
  for (const args of [
    ["trace", traceId],
    ["correlation", correlationId],
  ]) {
    const { code, stdout } = await cli([...args, "--url", throughline.api]);
    expect(code).toBe(0);
    for (const [name] of SHAPE) expect(stdout).toContain(String(name));
  }
});

test("a search of the last hour finds the trace by what is right and by what is ahead; what is hours behind is found where its clock was", async () => {
  const found = async (q: string, start?: string, end?: string) => {
    const range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
    return (await client.traces({ q, ...range })).traces.map((trace) => trace.traceId);
  };
  const ofService = (service: Service) => `{ resource.service.name = "${service}" }`;
  const ofAction = `{ span.correlation.id = "${correlationId}" }`;
  for (const q of ["{}", ofAction, ofService("gateway"), ofService("cart"), '{ name = "GET /cart" && duration > 200ms }'])
    expect({ q, found: await found(q) }).toEqual({ q, found: [traceId] });
  expect(await found(ofService("cart"), "-1h", "now")).toEqual([]);
  expect(await found(ofService("warehouse"))).toEqual([]);
  expect(await found(ofService("warehouse"), "-6h")).toEqual([traceId]);
  expect(await found(`${ofService("gateway")} >> ${ofService("warehouse")}`, "-6h")).toEqual([traceId]);

  const [summary] = (await client.traces({ q: "{}" })).traces;
  expect(summary).toMatchObject({
    rootService: "gateway",
    rootName: "POST /checkout",
    spanCount: 5,
    services: SERVICES,
    startTimeUnixNano: by("warehouse", 470),
    durationNano: String(BigInt(CLOCKS.cart - CLOCKS.warehouse + 380 - 470) * 1_000_000n),
  });
});

test("the newest log records come first, those ahead of now before all, each once over all pages", async () => {
  expect(bodies((await client.logs({ q: "here" })).logs)).toEqual(["cart was here", "gateway was here"]);
  expect(bodies((await client.logs({ q: "here", start: "-1h", end: "now" })).logs)).toEqual(["gateway was here"]);
  const paged: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.logs({ q: "here", start: "-6h", limit: 1, ...(cursor !== undefined && { cursor }) });
    paged.push(...bodies(page.logs));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(paged).toEqual(["cart was here", "gateway was here", "warehouse was here"]);
  expect(bodies((await client.logs({ q: "here", correlationId })).logs)).toHaveLength(3);
});

test("services, operations and flame graphs count what is ahead, too, and charts that reach there", async () => {
  expect((await client.services()).services.map(({ name, calls }) => ({ name, calls }))).toEqual([
    { name: "cart", calls: 1 },
    { name: "gateway", calls: 3 },
    { name: "warehouse", calls: 1 },
  ]);
  expect((await client.operations({ service: "cart" })).operations).toMatchObject([{ name: "GET /cart", calls: 1 }]);
  // Charts end now: what is ahead is seen where they are asked to go on.
  const rates = async (end?: string) =>
    (await client.red({ service: "cart", ...(end !== undefined && { end }) })).series.map(({ operation, calls }) => [operation, calls]);
  expect(await rates()).toEqual([]);
  expect(await rates(String(Date.now() + HOUR))).toEqual([["GET /cart", 1]]);
  expect((await client.flamegraph({ service: "cart" })).samples).toBe(2);
  expect((await client.flamegraph({ traceId })).samples).toBe(6);
  expect((await client.attributeValues("correlation.id")).values.map(({ value }) => value)).toContain(correlationId);
});

const TOO_OLD = "time is older than the retention of 7d";
const TOO_NEW = "time is more than 1h in the future";

/** How many were rejected, by the reason that the metrics say. */
async function rejected(signal: string): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${throughline.otlpHttp}/metrics`)).text();
  const found = metrics.matchAll(/^throughline_collector_rejected_items_total\{signal="(\w+)",reason="([^"]*)"\} (\d+)$/gm);
  return Object.fromEntries([...found].filter(([, of]) => of === signal).map(([, , reason, count]) => [reason, Number(count)]));
}

test("what a clock puts an hour ahead or before the retention is refused one by one, with the reason, and counted; the rest of the batch is kept", async () => {
  const at = (offset: number) => String(BigInt(Date.now() + offset) * 1_000_000n);
  const offsets = {
    fine: 0,
    ahead: HOUR - MINUTE,
    tooFarAhead: HOUR + MINUTE,
    farTooFarAhead: 400 * DAY,
    behind: -7 * DAY + HOUR,
    old: -7 * DAY - MINUTE,
  };
  const kept = ["ahead", "behind", "fine"];
  const spans = () =>
    Object.entries(offsets).map(([name, offset]) => span({ name, startTimeUnixNano: at(offset - 1), endTimeUnixNano: at(offset) }));
  const records = Object.entries(offsets).map(([name, offset]) => ({ timeUnixNano: at(offset), body: { stringValue: name } }));
  const message = `2 rejected: ${TOO_NEW}; 1 rejected: ${TOO_OLD}`;

  expect(await sendJson(throughline.otlpHttp, "traces", traces("jumpy", spans()))).toEqual({
    status: 200,
    body: { partialSuccess: { rejectedSpans: "3", errorMessage: message } },
  });
  expect(await sendGrpc(throughline.otlpGrpc, "traces", traces("jumpy", spans()))).toEqual({
    status: 0,
    body: { partialSuccess: { rejectedSpans: "3", errorMessage: message } },
  });
  expect(await sendJson(throughline.otlpHttp, "logs", logs("jumpy", records))).toEqual({
    status: 200,
    body: { partialSuccess: { rejectedLogRecords: "3", errorMessage: message } },
  });
  expect(await rejected("traces")).toEqual({ [TOO_NEW]: 4, [TOO_OLD]: 2 });
  expect(await rejected("logs")).toEqual({ [TOO_NEW]: 2, [TOO_OLD]: 1 });

  await throughline.settled();
  const names = (sql: string) => throughline.sql<{ name: string; rows: number }>(sql);
  expect(await names("SELECT name, toUInt32(count()) AS rows FROM spans WHERE service = 'jumpy' GROUP BY name ORDER BY name")).toEqual(
    kept.map((name) => ({ name, rows: 2 })),
  );
  expect(
    await names("SELECT body AS name, toUInt32(count()) AS rows FROM logs WHERE service = 'jumpy' GROUP BY name ORDER BY name"),
  ).toEqual(kept.map((name) => ({ name, rows: 1 })));
  expect((await client.traces({ q: '{ resource.service.name = "jumpy" && name = "ahead" }' })).traces).toHaveLength(2);
});
