import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "@jest/globals";
import { jsonToMessage } from "@throughline/otlp";
import { build } from "esbuild";
import { type OtlpSink, startOtlpSink } from "../kit/otlp-sink.ts";
import { killSdkProcesses, REGISTER, type SdkProcess, type SdkProcessOptions, startSdkProcess } from "../kit/sdk-process.ts";
import { until } from "../kit/until.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");

afterEach(killSdkProcesses);

function sender(
  sink: { readonly url: string },
  env: Record<string, string> = {},
  { file = "sdk-sends.mjs", ...more }: SdkProcessOptions & { file?: string } = {},
): SdkProcess {
  return startSdkProcess(file, {
    ...more,
    // Spans alone: requests are counted.
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_BSP_SCHEDULE_DELAY: "20",
      OTEL_LOGS_EXPORTER: "none",
      THROUGHLINE_PROFILING: "0",
      ...env,
    },
  });
}

async function expectGoodEnd(app: SdkProcess): Promise<void> {
  await app.ready();
  app.child.kill("SIGTERM");
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
}

const requestsOf = (sink: OtlpSink, count: number) =>
  until(
    () => (sink.requests.length >= count ? sink.requests : undefined),
    () => `${count} requests, not ${sink.requests.length}`,
  );

const said = (app: SdkProcess, pattern: RegExp) =>
  until(
    () => pattern.exec(app.stderr()) ?? undefined,
    () => `${pattern} in ${app.stderr()}`,
  );

test.each([429, 502, 503, 504])("after HTTP status %d the same request comes again", async (status) => {
  await using sink = await startOtlpSink({ answering: (request) => ({ status: request === 1 ? status : 200 }) });
  const app = sender(sink);
  await sink.spansWhere(() => true);
  expect(sink.requests).toHaveLength(2);
  expect(sink.requests[1]?.raw).toEqual(sink.requests[0]?.raw);
  await expectGoodEnd(app);
  expect(app.stderr()).toBe("");
});

test("after a connection that breaks the same request comes again", async () => {
  await using sink = await startOtlpSink({ answering: (request) => (request === 1 ? "reset" : { status: 200 }) });
  const app = sender(sink);
  await sink.spansWhere(() => true);
  await expectGoodEnd(app);
  expect(app.stderr()).toBe("");
});

test.each([
  ["seconds", () => "2"],
  ["a date", () => new Date(Date.now() + 3000).toUTCString()],
])("Retry-After in %s is kept to", async (_, retryAfter) => {
  const came: number[] = [];
  await using sink = await startOtlpSink({
    answering: (request) => {
      came.push(Date.now());
      return request === 1 ? { status: 503, headers: { "retry-after": retryAfter() } } : { status: 200 };
    },
  });
  const app = sender(sink);
  await sink.spansWhere(() => true);
  expect((came[1] ?? 0) - (came[0] ?? 0)).toBeGreaterThanOrEqual(1900);
  await expectGoodEnd(app);
});

test("a Retry-After beyond the batch's time loses the batch, and is said", async () => {
  await using sink = await startOtlpSink({ answering: () => ({ status: 429, headers: { "retry-after": "3600" } }) });
  const app = sender(sink);
  await said(app, /^throughline: cannot deliver spans: the collector answered with HTTP status 429\..*\n$/);
  await expectGoodEnd(app);
  expect(sink.requests).toHaveLength(1);
});

test.each([400, 401, 413, 500, 301])("HTTP status %d is final: one request, one line on stderr", async (status) => {
  await using sink = await startOtlpSink({ answering: () => ({ status }) });
  const app = sender(sink);
  await said(app, new RegExp(`^throughline: cannot deliver spans: the collector answered with HTTP status ${status}\\..*\\n$`));
  await expectGoodEnd(app);
  expect(sink.requests).toHaveLength(1);
});

test("what a collector refuses of a request is said", async () => {
  const body = jsonToMessage(
    "ExportTraceServiceResponse",
    JSON.stringify({ partialSuccess: { rejectedSpans: "1", errorMessage: "older than 7d" } }),
  );
  await using sink = await startOtlpSink({ answering: () => ({ status: 200, body }) });
  const app = sender(sink);
  await said(app, /^throughline: the collector refused some spans: older than 7d\n$/);
  await expectGoodEnd(app);
});

test("a collector that never answers loses the batch after the timeout, and the next one is tried", async () => {
  await using sink = await startOtlpSink({ answering: (request) => (request === 1 ? "hang" : { status: 200 }) });
  const app = sender(sink, { OTEL_EXPORTER_OTLP_TIMEOUT: "300", OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1", SPANS: "2" });
  await said(app, /^throughline: cannot deliver spans: no answer in time/);
  expect(await sink.spansWhere((span) => span.attributes["number"] === 1)).toHaveLength(1);
  await expectGoodEnd(app);
});

test("headers are decoded, and a signal's own go before", async () => {
  await using sink = await startOtlpSink();
  const app = sender(sink, {
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20one%2Ctwo, x-shared=all",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-shared=own",
  });
  const [request] = await requestsOf(sink, 1);
  expect(request?.headers).toMatchObject({ authorization: "Bearer one,two", "x-shared": "own", "content-type": "application/x-protobuf" });
  await expectGoodEnd(app);
});

test.each([
  ["/", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "" }],
  ["/own/place?a=b", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "/own/place?a=b" }],
  ["/base/v1/traces", { OTEL_EXPORTER_OTLP_ENDPOINT: "/base" }],
  ["/base/v1/traces", { OTEL_EXPORTER_OTLP_ENDPOINT: "/base/" }],
])("spans go to %s with %j", async (path, paths) => {
  await using sink = await startOtlpSink();
  const app = sender(sink, Object.fromEntries(Object.entries(paths).map(([name, end]) => [name, `${sink.url}${end}`])));
  expect((await requestsOf(sink, 1))[0]?.path).toBe(path);
  await expectGoodEnd(app);
});

test("each signal goes to its own collector, compressed as its own variable says", async () => {
  await using traces = await startOtlpSink();
  await using logs = await startOtlpSink();
  const app = startSdkProcess("sdk-jobs.mjs", {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${logs.url}/v1/logs`,
      OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: "none",
    },
  });
  expect(await app.ended).toMatchObject({ code: 0 });
  await traces.spansWhere(() => true);
  await logs.logsWhere(() => true);
  expect([traces.logs, logs.spans]).toEqual([[], []]);
  expect(traces.requests[0]?.headers["content-encoding"]).toBe("gzip");
  expect(logs.requests[0]?.headers["content-encoding"]).toBeUndefined();
  expect(app.stderr()).toBe("");
});

const pem = (name: string) => join(FIXTURES, "tls", name);
const trusting = {
  OTEL_EXPORTER_OTLP_CERTIFICATE: pem("ca.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: pem("client.pem"),
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: pem("client-key.pem"),
};
async function startTlsSink(): Promise<OtlpSink> {
  const [cert, key, ca] = await Promise.all(["server.pem", "server-key.pem", "ca.pem"].map((name) => readFile(pem(name))));
  return startOtlpSink({ tls: { cert, key, ca, requestCert: true, rejectUnauthorized: true } });
}

test("over TLS the collector's authority is trusted and the client certificate is shown", async () => {
  await using sink = await startTlsSink();
  const app = sender(sink, trusting);
  await sink.spansWhere(() => true);
  await expectGoodEnd(app);
  expect(app.stderr()).toBe("");
});

test("a collector of an unknown authority gets nothing", async () => {
  await using sink = await startTlsSink();
  const app = sender(sink);
  await said(app, /^throughline: cannot deliver spans: .*(certificate|CERT|SIGNED).*\n$/);
  expect(sink.requests).toEqual([]);
  await expectGoodEnd(app);
});

test("ten thousand spans for a collector that is away take no memory and one line on stderr", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  const short = { OTEL_EXPORTER_OTLP_TIMEOUT: "100", OTEL_BSP_MAX_QUEUE_SIZE: "500", OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "100" };
  const app = sender({ url }, { ...short, SPANS: "10000" }, { flags: ["--expose-gc", ...REGISTER] });
  await expectGoodEnd(app);
  const bytes = app.lines().map((line) => line["bytes"] as number);
  expect(bytes).toHaveLength(10);
  expect(Math.max(...bytes.slice(2)) - (bytes[1] ?? 0)).toBeLessThan(4_000_000);
  expect(app.stderr()).toMatch(/^throughline: cannot deliver spans: .*ECONNREFUSED.*\n$/);
});

test.each(["loaded", "bundled into one file"])("a batch is sent again while the app's thread is blocked; the SDK is %s", async (how) => {
  const folder = await mkdtemp(join(tmpdir(), "throughline-blocked-"));
  await using sink = await startOtlpSink({
    answering: (request) => ({ status: request === 1 ? 503 : 200, headers: { "retry-after": "2" } }),
  });
  const env = { BLOCK: join(folder, "go-on") };
  const app = how === "loaded" ? sender(sink, env) : sender(sink, env, { flags: [], file: await bundle(folder) });
  await sink.spansWhere(() => true);
  expect(app.child.exitCode).toBeNull();
  await writeFile(env.BLOCK, "");
  await expectGoodEnd(app);
  // Beside the bundle there is no @datadog/pprof.
  expect(app.stderr()).toMatch(
    /^(?:throughline: samples are taken by V8's own profiler and do not name their spans, .*: it is not installed\n)?$/,
  );
  await rm(folder, { recursive: true });
});

/** An app with the SDK, and all that it uses, in one file. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, "app.cjs");
  const contents = `import { start } from "@throughline/sdk"; start(); import("./sdk-sends.mjs");`;
  await build({ stdin: { contents, resolveDir: FIXTURES }, bundle: true, platform: "node", outfile, logLevel: "error" });
  return outfile;
}

test("the helper thread does not run what the app preloads, by flag or by NODE_OPTIONS", async () => {
  const preloaded = pathToFileURL(join(FIXTURES, "sdk-preloaded.mjs")).href;
  await using sink = await startOtlpSink();
  const app = sender(sink, { NODE_OPTIONS: `--import ${preloaded}` }, { flags: ["--import", `${preloaded}?again`, ...REGISTER] });
  await sink.spansWhere(() => true);
  await expectGoodEnd(app);
  expect(app.stdout().match(/preloaded/g)).toHaveLength(2);
  expect(app.stderr()).toBe("");
});

test("where Node's permission model allows no threads, the app's own thread delivers", async () => {
  await using sink = await startOtlpSink();
  const app = sender(sink, {}, { flags: ["--permission", "--allow-fs-read=*", "--allow-net", ...REGISTER].filter(known) });
  await sink.spansWhere(() => true);
  await expectGoodEnd(app);
  expect(app.stderr()).not.toMatch(/^throughline:/m);
  expectUntraced(sink);
});

test("when the helper thread dies the app's own thread delivers from then on", async () => {
  await using sink = await startOtlpSink({ answering: (request) => (request === 1 ? "hang" : { status: 200 }) });
  const kill = `data:text/javascript,process.on("worker",(worker)=>process.on("SIGUSR2",()=>worker.terminate()))`;
  const env = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1", SPANS: "3" };
  const app = sender(sink, env, { flags: ["--import", kill, ...REGISTER] });
  await requestsOf(sink, 1);
  app.child.kill("SIGUSR2");
  expect(await sink.spansWhere((span) => span.attributes["number"] !== 0, 2)).toHaveLength(2);
  await expectGoodEnd(app);
  expect(app.stderr()).toMatch(/^throughline: cannot deliver spans: the SDK's helper thread has ended\..*\n$/);
  expectUntraced(sink);
});

/** Whether this Node takes a flag. */
const known = (flag: string): boolean => flag !== "--allow-net" || process.allowedNodeEnvironmentFlags.has(flag);

/** The SDK's own requests are none of the app's. */
function expectUntraced(sink: OtlpSink): void {
  expect(new Set(sink.spans.map((span) => span.name))).toEqual(new Set(["sent"]));
  for (const { headers } of sink.requests)
    for (const name of ["traceparent", "baggage", "x-correlation-id"]) expect(headers).not.toHaveProperty(name);
}

test("bad values in the exporter's variables are one line each, and the others hold", async () => {
  await using sink = await startOtlpSink();
  const bad = {
    OTEL_EXPORTER_OTLP_TIMEOUT: "-1",
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: "brotli",
    OTEL_EXPORTER_OTLP_CERTIFICATE: join(FIXTURES, "no-such.pem"),
  };
  const app = sender(sink, bad);
  await sink.spansWhere(() => true);
  await expectGoodEnd(app);
  const lines = app.stderr().split("\n").filter(Boolean);
  for (const name of Object.keys(bad))
    expect(lines.filter((line) => line.startsWith("throughline: ") && line.includes(name))).toHaveLength(1);
  expect(lines).toHaveLength(Object.keys(bad).length);
});
