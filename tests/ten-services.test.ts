import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Correlation } from "@throughline/api";
import { SERVICE_NAMES, type Shop, startShop } from "@throughline/demo";
import { Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

/** Where nginx is installed it is the entry, and makes the ID; CI has it. */
let throughline: Throughline;
let shop: Shop;

beforeAll(async () => {
  throughline = await Throughline.start();
  shop = await startShop({
    otlpEndpoint: throughline.otlpHttp,
    env: { SHOP_CONFIRM_AFTER_MS: "200" },
    ...(process.env.CI && { nginx: true }),
  });
});

afterAll(async () => {
  await shop?.stop();
  await throughline?.stop();
});

/** One user action: a checkout. The correlation ID that the entry answers with. */
async function checkout(headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${shop.entryUrl}/checkout`, { method: "POST", headers });
  await response.arrayBuffer();
  expect(response.status).toBeLessThan(300);
  return response.headers.get("x-correlation-id") ?? "";
}

const servicesWith = (items: readonly { service: string }[]) =>
  [...new Set(items.map(({ service }) => service))].toSorted((a, b) => a.localeCompare(b));
const everyone = [...SERVICE_NAMES].toSorted((a, b) => a.localeCompare(b));

/** What is found under an ID, once it is `complete`. */
function find(id: string, complete: (found: Correlation) => boolean): Promise<Correlation> {
  let last: Correlation | undefined;
  return until(
    async () => {
      last = await throughline.client.correlation(id).catch(() => undefined);
      return last && complete(last) ? last : undefined;
    },
    () => `everything of ${id}; spans of ${servicesWith(last?.spans ?? []).join(" ")}; logs of ${servicesWith(last?.logs ?? []).join(" ")}`,
  );
}

const isWhole = (found: Correlation) =>
  servicesWith(found.spans).length === everyone.length && servicesWith(found.logs).length === everyone.length;

test("one request through the entry is found whole, in all ten services, under the ID that the entry made", async () => {
  const id = await checkout();
  expect(id).toMatch(/^[\w.:+/=@-]{1,128}$/);
  const found = await find(id, isWhole);
  expect(servicesWith(found.spans)).toEqual(everyone);
  expect(servicesWith(found.logs)).toEqual(everyone);
  expect(found.services.toSorted()).toEqual(everyone);
});

test("every span but the first of each trace has its parent there, and the job's trace is linked to the one that wrote it", async () => {
  const found = await find(await checkout(), isWhole);
  const ids = new Set(found.spans.map(({ spanId }) => spanId));
  expect(ids.size).toBe(found.spans.length); // none came twice
  const roots = found.spans.filter(({ parentSpanId }) => parentSpanId === "");
  expect(roots).toHaveLength(found.traceIds.length);
  for (const { parentSpanId } of found.spans) if (parentSpanId !== "") expect(ids).toContain(parentSpanId);
  const consumer = found.spans.find(({ service, kind }) => service === "notifications" && kind === "consumer");
  expect(consumer?.links.map(({ traceId }) => traceId)).toEqual(found.traceIds.filter((traceId) => traceId !== consumer?.traceId));
});

test("a request whose client gave an ID is found under that one", async () => {
  const given = `order/2026-11:${Date.now()}@client`;
  expect(await checkout({ "x-correlation-id": given })).toBe(given);
  expect((await find(given, isWhole)).correlationId).toBe(given);
});

test.each(["<script>alert(1)</script>", "a b", "x".repeat(129), "'; DROP TABLE spans; --"])(
  "the malicious header %p is replaced",
  async (header) => {
    const id = await checkout({ "x-correlation-id": header });
    expect(id).not.toBe(header);
    const found = await find(id, isWhole);
    expect(JSON.stringify(found.spans.map(({ attributes }) => attributes["correlation.id"]))).not.toContain(header);
    expect(JSON.stringify(found.logs.map(({ correlationId }) => correlationId))).not.toContain(header);
    expect((await fetch(`${throughline.api}/api/v1/correlations/${encodeURIComponent(header)}`)).status).toBe(400);
  },
);

test("two actions at once do not mix", async () => {
  const [first, second] = await Promise.all([checkout(), checkout()]);
  const [a, b] = await Promise.all([find(first, isWhole), find(second, isWhole)]);
  expect(a.traceIds.filter((id) => b.traceIds.includes(id))).toEqual([]);
});

test("the service with the stock OpenTelemetry SDK does not know of correlation IDs, and is found all the same", async () => {
  const found = await find(await checkout(), isWhole);
  const own = found.spans.filter(({ service }) => service === "shipping");
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter(({ attributes }) => "correlation.id" in attributes)).toEqual([]);
});

test("the error path is found by TraceQL, with its exception in the logs", async () => {
  const response = await fetch(`${shop.entryUrl}/checkout`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ coupon: "SPRING-SALE" }),
  });
  await response.arrayBuffer();
  expect(response.status).toBe(502);
  const q = '{ resource.service.name = "pricing" && status = error }';
  const [summary] = await until(
    async () => {
      const { traces } = await throughline.client.traces({ q });
      return traces.length > 0 ? traces : undefined;
    },
    () => `a trace that matches ${q}`,
  );
  expect(summary).toMatchObject({ rootService: "gateway" });
  const { logs } = await throughline.client.trace(summary?.traceId ?? "");
  expect(logs.map(({ attributes }) => attributes["exception.type"])).toContain("TypeError");
});

test("declined cards and broken coupons are two kinds of errors, with their counts and places, which are logged and on spans", async () => {
  const start = String(BigInt(Date.now()) * 1_000_000n);
  for (const body of [{ card: "tok_declined" }, { card: "tok_declined" }, { coupon: "SPRING-SALE" }]) {
    const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    expect((await fetch(`${shop.entryUrl}/checkout`, request)).status).toBeGreaterThanOrEqual(400);
  }
  const kinds = async (service: string) => (await throughline.client.errors({ service, start })).errors;
  const [declined, coupon] = await until(
    async () => {
      const found = [...(await kinds("payment")), ...(await kinds("pricing"))];
      return found.reduce((sum, { records, spans }) => sum + records + spans, 0) === 6 ? found : undefined;
    },
    () => "three errors, each logged and on a span",
  );
  const place = (line: number) => expect.objectContaining({ file: expect.stringMatching(/\/(?:payment|pricing)\.ts$/), line });
  const funds = { type: "CardDeclined", message: "Cannot charge the card: insufficient funds" };
  expect(declined).toMatchObject({ service: "payment", ...funds, count: 2, records: 2, spans: 2, frame: place(23) });
  const percent = { type: "TypeError", message: "Cannot read properties of undefined (reading 'percent')" };
  expect(coupon).toMatchObject({ service: "pricing", ...percent, count: 1, records: 1, spans: 1, frame: place(41) });
  expect((await throughline.client.logs({ start, q: declined?.logQuery ?? "" })).logs).toHaveLength(2);
  expect((await throughline.client.traces({ start, q: declined?.traceQuery ?? "" })).traces).toHaveLength(2);
});

test("the service map has who calls whom in a checkout, the queue and the stock OpenTelemetry service among them, and nobody else", async () => {
  await find(await checkout(), isWhole);
  const calls = [
    "cart → catalog http",
    "checkout → cart http",
    "checkout → inventory http",
    "checkout → notifications files",
    "checkout → payment grpc",
    "checkout → pricing http",
    "checkout → shipping http",
    "gateway → checkout http",
    "gateway → recommendations http",
    "notifications → catalog http",
    "recommendations → catalog http",
  ];
  const { nodes, edges } = await throughline.client.serviceMap();
  expect(edges.map(({ from, to, protocol }) => `${from} → ${to} ${protocol}`).toSorted()).toEqual(calls);
  expect(nodes.map(({ id }) => id).toSorted((a, b) => a.localeCompare(b))).toEqual(everyone);
  const payment = edges.find(({ to }) => to === "payment");
  expect(payment?.calls).toBeGreaterThan(0);
  expect((await throughline.client.trace(payment?.exemplars.slowTraceId ?? "")).services).toContain("payment");
  const hop = edges.find(({ to }) => to === "notifications");
  expect(hop).toMatchObject({ kind: "messaging", errors: 0 });
  expect(edges.find(({ to }) => to === "pricing")?.exemplars.failedTraceId).toMatch(/^[0-9a-f]{32}$/);
  const { series } = await throughline.client.red({ kind: "server,consumer" });
  expect(series.map(({ service }) => service).toSorted((a, b) => a.localeCompare(b))).toEqual(everyone);
});

test("without one of the ten, it is missing", async () => {
  await shop.stopOne("notifications");
  const id = await checkout();
  const found = await find(id, (all) => servicesWith(all.spans).length === everyone.length - 1);
  expect(servicesWith(found.spans)).toEqual(everyone.filter((name) => name !== "notifications"));
});
