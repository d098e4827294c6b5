import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { guideBlocks, guideCommand } from "../kit/guide.ts";
import { goPrograms, javaPrograms, pythonPrograms, startCommand, type Programs } from "../kit/interop/programs.ts";
import { expectSignals } from "../kit/interop/signals.ts";
import { Program, ROOT } from "../kit/program.ts";
import { freePort } from "../kit/free-port.ts";
import { testWith } from "../kit/test-with.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/**
 * OpenTelemetry's own SDKs of other languages, in real programs, against the real program. What they are installed, started and set up by is what
 * the guides say.
 */
const TOKEN = "token-of-the-tests";
let throughline: Throughline;
beforeAll(async () => {
  throughline = await Throughline.start({ env: { THROUGHLINE_INGEST_TOKEN: TOKEN } });
});
const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await program.kill("SIGKILL");
});
afterAll(() => throughline?.stop());

const CODE = [
  ["python.md", "python", ["python/correlation.py", "python/structured_logs.py", "python/pricing.py"]],
  ["go.md", "go", ["go/telemetry/telemetry.go", "go/stock/main.go"]],
] as const;

test.each(CODE)("the code in %s is that of the programs", async (guide, language, files) => {
  const sources = await Promise.all(files.map((file) => readFile(join(ROOT, "tests/interop", file), "utf8")));
  const blocks = guideBlocks(guide, language);
  expect(blocks.length).toBeGreaterThan(2);
  for (const block of blocks) expect(sources.some((source) => source.includes(block)) || block).toBe(true);
});

const HTTP = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" };
const GRPC = { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
const JSON_BY_PYTHON = { OTEL_TRACES_EXPORTER: "otlp_json_http", OTEL_LOGS_EXPORTER: "otlp_json_http" };
const GZIP = { OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" };

const CLIENTS = [
  {
    language: "python",
    tools: ["python3"],
    install: pythonPrograms,
    signals: "opentelemetry-instrument python signals.py",
    exception: "ValueError",
    scopeAttributes: true,
    ways: {
      "http-protobuf": HTTP,
      "http-protobuf-gzip": { ...HTTP, ...GZIP },
      grpc: GRPC,
      "grpc-gzip": { ...GRPC, ...GZIP },
      "http-json-gzip": { ...JSON_BY_PYTHON, ...GZIP },
    },
  },
  {
    language: "go",
    tools: ["go"],
    install: goPrograms,
    signals: "bin/signals",
    exception: "*errors.errorString",
    scopeAttributes: true,
    ways: { "http-protobuf": HTTP, "http-protobuf-gzip": { ...HTTP, ...GZIP }, grpc: GRPC, "grpc-gzip": { ...GRPC, ...GZIP } },
  },
  {
    language: "java",
    tools: ["javac", "mvn"],
    install: javaPrograms,
    signals: "java -cp 'target/classes:lib/sdk/*' Signals",
    exception: "java.lang.IllegalStateException",
    scopeAttributes: false,
    ways: { "http-protobuf": HTTP, "http-protobuf-gzip": { ...HTTP, ...GZIP }, grpc: GRPC, "grpc-gzip": { ...GRPC, ...GZIP } },
  },
];

const endpoint = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  OTEL_METRICS_EXPORTER: "none",
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${TOKEN}`,
  ...env,
  OTEL_EXPORTER_OTLP_ENDPOINT: env.OTEL_EXPORTER_OTLP_PROTOCOL === "grpc" ? `http://${throughline.otlpGrpc}` : throughline.otlpHttp,
});

describe.each(CLIENTS)("what the SDK of $language sends", ({ language, tools, install, signals, exception, scopeAttributes, ways }) => {
  for (const [way, env] of Object.entries<NodeJS.ProcessEnv>(ways))
    testWith(...tools)(`is found as it was sent, once: ${way}`, async () => {
      const service = `signals-${language}-${way}`;
      const program = startCommand(await install(), signals, {
        ...endpoint(env),
        OTEL_SERVICE_NAME: service,
        OTEL_RESOURCE_ATTRIBUTES: "service.version=1.2.3,deployment.environment.name=test",
      });
      expect(await program.ended()).toEqual({ code: 0, signal: null });
      const [, traceId = ""] = await program.line(/^sent ([0-9a-f]{32})$/);
      await throughline.settled();
      await expectSignals(throughline, { service, traceId, language, exception, scopeAttributes });
    });
});

interface Service {
  readonly url: string;
  readonly program: Program;
}

/** Starts a service and waits until it answers. */
async function serve(programs: Programs, command: string, env: NodeJS.ProcessEnv): Promise<Service> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = startCommand(programs, command, {
    ...endpoint(HTTP),
    ...GZIP,
    ...env,
    PORT: `${port}`,
    GUNICORN_CMD_ARGS: `--bind 127.0.0.1:${port}`,
  });
  running.push(program);
  await until(
    async () => {
      if (program.child.exitCode !== null) throw new Error(`Cannot start "${command}": ${program.stdout}${program.stderr}`);
      return (await fetch(url).catch(() => undefined)) && true;
    },
    () => `an answer from ${command}; it said: ${program.stdout}${program.stderr}`,
    120_000,
  );
  return { url, program };
}

const CAPTURE = "x-correlation-id,x-request-id";

testWith(
  "python3",
  "go",
  "java",
  "mvn",
)("one action through Node, Python, Go and Java is one timeline, and structlog's keys are found", async () => {
  const installed = [await pythonPrograms(), await goPrograms(), await javaPrograms()] as const;
  const warehouse = await serve(installed[2], guideCommand("java.md", "-javaagent:lib"), {
    OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: CAPTURE,
  });
  const stock = await serve(installed[1], guideCommand("go.md", "bin/stock"), { NEXT_URL: `${warehouse.url}/shelves/7` });
  const pricing = await serve(installed[0], guideCommand("python.md", "gunicorn --workers"), {
    STOCK_URL: stock.url,
    OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST: CAPTURE,
  });
  const gateway = Program.node(["--import", "@throughline/sdk/register", "tests/fixtures/interop-gateway.mjs"], {
    ...endpoint(HTTP),
    OTEL_SERVICE_NAME: "gateway",
    PRICING_URL: pricing.url,
  });
  const [, gatewayUrl] = await gateway.line(/^ready (\S+)$/);

  const ask = async (url: string, id: string) => {
    const response = await fetch(url, { headers: { "x-correlation-id": id } });
    expect([url, response.status]).toEqual([url, 200]);
  };
  await ask(`${gatewayUrl}/price/vinyl-1`, "order-1");
  // Nothing of ours in front: the ID is but a header, which the agents of these languages record.
  await ask(`${pricing.url}/price/vinyl-2`, "order-2");
  expect((await fetch(`${warehouse.url}/shelves/3`, { headers: { "x-correlation-id": "order-3" } })).status).toBe(204);
  // What is queued is delivered at SIGTERM.
  for (const { program } of [pricing, stock, warehouse]) await program.kill("SIGTERM");
  await gateway.kill("SIGTERM");
  await throughline.settled();

  const action = await throughline.client.correlation("order-1");
  expect(action.notes).toEqual([]);
  expect(action.services.toSorted()).toEqual(["gateway", "pricing", "stock", "warehouse"]);
  expect(action.traceIds).toHaveLength(1);
  const path: string[] = [];
  for (let span = action.spans.find(({ parentSpanId }) => parentSpanId === ""); span;) {
    expect(span.attributes["correlation.id"]).toBe("order-1");
    path.push(`${span.service} ${span.kind}`);
    const { spanId } = span;
    const children = action.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
    expect(children.length).toBeLessThanOrEqual(1);
    [span] = children;
  }
  expect(path).toEqual([
    "gateway server",
    "gateway client",
    "pricing server",
    "pricing client",
    "stock server",
    "stock client",
    "warehouse server",
  ]);
  expect(action.spans).toHaveLength(path.length);
  const lines = new Map(action.logs.map((log) => [log.body, log]));
  for (const [body, service] of Object.entries({
    priced: "gateway",
    price_calculated: "pricing",
    stock_counted: "stock",
    shelf_found: "warehouse",
  })) {
    const server = action.spans.find((span) => span.service === service && span.kind === "server");
    expect(lines.get(body)).toMatchObject({ service, correlationId: "order-1", traceId: server?.traceId, spanId: server?.spanId });
  }

  const { logs } = await throughline.client.logs({ q: "price_calculated sku=vinyl-1 price>19 member=true correlationId=order-1" });
  expect(logs.map((log) => log.attributes)).toEqual([
    { sku: "vinyl-1", price: 19.99, quantity: 3, member: true, "correlation.id": "order-1" },
  ]);
  const json = pricing.program.stdout
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes("vinyl-1") && line.includes("price_calculated"));
  expect(json.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      event: "price_calculated",
      level: "info",
      logger: "pricing",
      sku: "vinyl-1",
      price: 19.99,
      quantity: 3,
      member: true,
      correlation_id: "order-1",
      trace_id: logs[0]?.traceId,
      span_id: logs[0]?.spanId,
    }),
  ]);

  expect((await throughline.client.correlation("order-2")).services.toSorted()).toEqual(["pricing", "stock", "warehouse"]);
  expect((await throughline.client.correlation("order-3")).services).toEqual(["warehouse"]);
});
