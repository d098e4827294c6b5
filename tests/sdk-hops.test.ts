import { afterEach, expect, test } from "@jest/globals";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";
import { isOfApp, startOtlpSink, type ReceivedSpan } from "./kit/otlp-sink.ts";

const SERVER = 2;
const CLIENT = 3;

afterEach(killSdkProcesses);

test.each(["mjs", "cjs"])("hops over fetch, node:http and gRPC keep one trace and one correlation ID in .%s apps", async (extension) => {
  await using sink = await startOtlpSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" };
  const back = startSdkProcess(`sdk-service.${extension}`, { env: { ...env, OTEL_SERVICE_NAME: "back" } });
  const [backHttp = "", backGrpc = ""] = await back.ready();
  const front = startSdkProcess(`sdk-service.${extension}`, {
    env: { ...env, OTEL_SERVICE_NAME: "front", BACK_HTTP: backHttp, BACK_GRPC: backGrpc },
  });
  const [url = ""] = await front.ready();

  const response = await fetch(`${url}/`, { headers: { "x-correlation-id": "order-4711" } });
  const answer = (await response.json()) as Record<string, { id?: string }>;
  expect(response.headers.get("x-correlation-id")).toBe("order-4711");
  expect([answer.id, answer.fetch?.id, answer.http?.id, answer.grpc?.id]).toEqual(Array(4).fill("order-4711"));

  const spans = await sink.spansWhere(() => true, 7);
  expect(spans).toHaveLength(7);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
  expect(new Set(spans.map((span) => span.attributes["correlation.id"]))).toEqual(new Set(["order-4711"]));

  const entry = only(spans, (span) => span.service === "front" && span.kind === SERVER);
  expect(entry.parentSpanId).toBe("");
  const clients = spans.filter((span) => span.kind === CLIENT);
  expect(clients).toHaveLength(3);
  expect(clients.map((span) => [span.service, span.parentSpanId])).toEqual(clients.map(() => ["front", entry.spanId]));
  for (const client of clients) {
    const served = only(spans, (span) => span.parentSpanId === client.spanId);
    expect([served.service, served.kind]).toEqual(["back", SERVER]);
  }

  const logs = await sink.logsWhere(isOfApp, 4);
  expect(logs).toHaveLength(4);
  const lines = [...front.lines(), ...back.lines()].filter((line) => "event" in line);
  for (const { body, traceId, spanId, attributes } of logs) {
    expect(spans.some((span) => span.kind === SERVER && span.traceId === traceId && span.spanId === spanId)).toBe(true);
    expect(attributes["correlation.id"]).toBe("order-4711");
    expect(lines).toContainEqual(
      expect.objectContaining({ event: body, correlation_id: "order-4711", trace_id: traceId, span_id: spanId }),
    );
  }
  expect(front.stderr() + back.stderr()).toBe("");
});

function only(spans: readonly ReceivedSpan[], matches: (span: ReceivedSpan) => boolean): ReceivedSpan {
  const found = spans.filter(matches);
  expect(found).toHaveLength(1);
  return found[0] as ReceivedSpan;
}
