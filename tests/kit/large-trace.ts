import { newSpanId, newTraceId, sendProtobuf, text } from "./otlp.ts";

const SERVICES = ["import", "catalog", "pricing", "inventory", "search", "images", "audit", "payment"];
const BATCHES = 50;
const ITEMS = 40;
/** Spans of one request. */
const CHUNK = 5_000;
const MS = 1_000_000n;

/** What SDKs say of a process: it stands on every span of an answer. */
const PROCESS = [
  text("service.namespace", "shop"),
  text("deployment.environment.name", "production"),
  text("os.type", "linux"),
  text("os.version", "6.18.44"),
  text("host.name", "worker-17"),
  text("host.arch", "amd64"),
  text("process.executable.path", "/usr/local/bin/node"),
  text("process.command", "/app/services/nightly/main.js"),
  text("process.runtime.name", "nodejs"),
  text("process.runtime.version", "24.21.0"),
  text("process.owner", "node"),
  text("service.instance.id", "e5f59200-a01d-42cb-a5d8-68cf90b822a2"),
  text("telemetry.sdk.language", "nodejs"),
  text("telemetry.sdk.name", "opentelemetry"),
  text("telemetry.sdk.version", "3.1.0"),
];

/** The operation that one span alone has, in the middle of the trace. */
export const NEEDLE = "rebuild the needle";

/**
 * Sends a trace of `count` spans as a nightly import makes one: batches one after the other, items of a batch beside each other, and the calls of
 * an item one after the other in eight services, each with the attributes that calls have. Returns its ID.
 */
export async function sendLargeTrace(otlpHttp: string, count: number): Promise<string> {
  const traceId = newTraceId();
  const start = BigInt(Date.now()) * MS - 120_000n * MS;
  const times = (from: number, length: number) => ({
    startTimeUnixNano: String(start + BigInt(Math.round(from * 1e6))),
    endTimeUnixNano: String(start + BigInt(Math.round((from + length) * 1e6))),
  });
  const root = { spanId: newSpanId(), name: "nightly import", kind: 1, ...times(0, BATCHES * 1_000) };
  const byService = new Map<string, object[]>([["import", [{ traceId, ...root }]]]);
  const add = (service: string, span: object) => {
    const spans = byService.get(service) ?? [];
    byService.set(service, spans);
    spans.push({ traceId, ...span });
  };
  const calls = Math.max(1, Math.floor((count - 1 - BATCHES) / (BATCHES * ITEMS)) - 1);
  let left = count - 1 - BATCHES - BATCHES * ITEMS;
  for (let batch = 0; batch < BATCHES; batch++) {
    const batchId = newSpanId();
    add("import", { spanId: batchId, parentSpanId: root.spanId, name: "import a batch", kind: 1, ...times(batch * 1_000, 990) });
    for (let item = 0; item < ITEMS; item++) {
      const itemId = newSpanId();
      const from = batch * 1_000 + item * 12;
      add("import", {
        spanId: itemId,
        parentSpanId: batchId,
        name: batch === BATCHES / 2 && item === ITEMS / 2 ? NEEDLE : "import an item",
        kind: 1,
        ...times(from, 500),
        attributes: [text("batch.id", `b-${batch}`), text("item.sku", `sku-${batch}-${item}`)],
      });
      const isLast = batch === BATCHES - 1 && item === ITEMS - 1;
      const own = isLast ? left : calls;
      left -= own;
      for (let call = 0; call < own; call++)
        add(SERVICES[call % SERVICES.length] ?? "", {
          spanId: newSpanId(),
          parentSpanId: itemId,
          name: `GET /${SERVICES[call % SERVICES.length]}/{sku}`,
          kind: 3,
          ...times(from + (call * 480) / own, 400 / own),
          ...((call * 7 + item) % 101 === 0 && { status: { code: 2, message: "upstream timed out" } }),
          attributes: [
            text("http.request.method", "GET"),
            text("http.route", `/${SERVICES[call % SERVICES.length]}/{sku}`),
            text("url.path", `/${SERVICES[call % SERVICES.length]}/sku-${batch}-${item}`),
            text("server.address", "10.0.0.17"),
            { key: "server.port", value: { intValue: "8080" } },
            { key: "http.response.status_code", value: { intValue: "200" } },
            text("correlation.id", `import-${traceId.slice(0, 8)}`),
          ],
        });
    }
  }
  for (const [service, spans] of byService)
    for (let at = 0; at < spans.length; at += CHUNK) {
      const resource = { attributes: [text("service.name", service), ...PROCESS] };
      const request = { resourceSpans: [{ resource, scopeSpans: [{ spans: spans.slice(at, at + CHUNK) }] }] };
      const { status, body } = await sendProtobuf(otlpHttp, "traces", request);
      if (status !== 200) throw new Error(`The collector answered ${status}: ${JSON.stringify(body)}`);
    }
  return traceId;
}
