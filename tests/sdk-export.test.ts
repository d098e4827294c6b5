import { createRequire } from "node:module";
import type * as grpcJs from "@grpc/grpc-js";
import { afterEach, expect, test } from "@jest/globals";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink } from "./kit/otlp-sink.ts";
import { until } from "./kit/until.ts";

afterEach(killSdkProcesses);

const quick = { OTEL_BSP_SCHEDULE_DELAY: "20", OTEL_BLRP_SCHEDULE_DELAY: "20" };

/** What must be in the spans' bytes and what must not: the service's own request, and requests of the exporter. */
async function requestAndWait(env: Record<string, string>, received: () => Buffer): Promise<string> {
  const app = startSdkProcess("sdk-service.mjs", { env: { ...quick, ...env } });
  const [url] = await app.ready();
  for (const id of ["first-action", "second-action", "third-action"]) {
    await fetch(`${url}/`, { headers: { "x-correlation-id": id } });
    await until(
      () => (received().includes(id) ? true : undefined),
      () => `${id} among what was exported; stderr: ${app.stderr()}`,
    );
  }
  expect(app.stderr()).toBe("");
  return received().toString("latin1");
}

test.each([
  [{}, "application/x-protobuf", "gzip"],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: "none" }, "application/x-protobuf", undefined],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }, "application/json", undefined],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" }, "application/json", "gzip"],
] as const)("OTLP over HTTP with %j delivers as %s, compressed by %s, and does not trace its own requests", async (env, type, encoding) => {
  await using sink = await startOtlpSink();
  const text = await requestAndWait({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...env }, () => Buffer.from(JSON.stringify(sink.spans)));
  expect(text).not.toContain("v1/traces");
  expect(new Set(sink.requests.map(({ headers }) => headers["content-type"]))).toEqual(new Set([type]));
  expect(new Set(sink.requests.map(({ headers }) => headers["content-encoding"]))).toEqual(new Set([encoding]));
  await sink.logsWhere((log) => log.attributes["correlation.id"] === "first-action");
});

test("OTLP over gRPC delivers, and does not trace its own requests", async () => {
  const grpc = createRequire(import.meta.url)("@grpc/grpc-js") as typeof grpcJs;
  const received: Record<string, Buffer[]> = { trace: [], logs: [] };
  const server = new grpc.Server();
  using _stop = { [Symbol.dispose]: () => server.forceShutdown() };
  for (const [signal, name] of Object.entries({ trace: "TraceService", logs: "LogsService" })) {
    const path = `/opentelemetry.proto.collector.${signal}.v1.${name}/Export`;
    const bytes = (value: Buffer) => value;
    const method = { path, requestStream: false, responseStream: false, requestSerialize: bytes, responseSerialize: bytes } as const;
    server.addService(
      { Export: { ...method, requestDeserialize: bytes, responseDeserialize: bytes } },
      {
        Export: (call: { request: Buffer }, answer: (error: null, reply: Buffer) => void) => {
          received[signal]?.push(call.request);
          answer(null, Buffer.alloc(0));
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
  const bytes = await requestAndWait(env, () => Buffer.concat(received["trace"] ?? []));
  expect(bytes).not.toContain("TraceService");
  expect(Buffer.concat(received["logs"] ?? []).includes("first-action")).toBe(true);
});

test("several exporters each get whole spans", async () => {
  await using sink = await startOtlpSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_TRACES_EXPORTER: "otlp,console", OTEL_LOGS_EXPORTER: "none", ...quick };
  const app = startSdkProcess("sdk-service.mjs", { env });
  const [url] = await app.ready();
  await fetch(`${url}/both`, { headers: { "x-correlation-id": "both-exporters" } });
  const [span] = await sink.spansWhere((one) => one.attributes["correlation.id"] === "both-exporters");
  expect(span?.attributes["url.path"]).toBe("/both");
  await until(
    () => (/'url.path': '\/both'/.test(app.stdout()) ? true : undefined),
    () => `the span's attributes on stdout: ${app.stdout()}`,
  );
});
