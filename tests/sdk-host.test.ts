import { createServer, type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { killSdkProcesses, startSdkProcess, type SdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink, type OtlpSink } from "./kit/otlp-sink.ts";

/** The longest that the SDK may put off the end, and what a busy machine adds. */
const BOUND_MILLIS = 2000 + 2500;

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
  ...more,
});

async function end(
  app: SdkProcess,
  signals: readonly NodeJS.Signals[],
): Promise<{ code: number | null; signal: string | null; stdout: string }> {
  let said = await app.ready();
  for (const [at, signal] of signals.entries()) {
    if (at > 0) said = await app.ready();
    expect(said.length).toBeGreaterThan(0);
    app.child.kill(signal);
  }
  const { code, signal } = await app.ended;
  return { code, signal, stdout: app.stdout() };
}

describe("a process ends just as it would without the SDK, its span delivered:", () => {
  test.each([
    ["end of script", [], true],
    ["exit code", [], true],
    ["unsettled await", [], true],
    ["work before exit", [], true],
    ["process.exit", [], true],
    ["uncaught exception", [], true],
    ["unhandled rejection", [], true],
    ["no handler", ["SIGTERM"], true],
    ["no handler", ["SIGINT"], true],
    ["no handler", ["SIGHUP"], false],
    ["own handler", ["SIGTERM"], true],
    ["own handler that closes", ["SIGTERM"], true],
    ["handler that was removed", ["SIGTERM"], true],
    ["handler that counts", ["SIGTERM"], true],
  ] as const)("%s %j", async (how, signals, delivered) => {
    const bare = await end(startSdkProcess("sdk-ends.mjs", { env: env({ HOW: how }), flags: [] }), signals);
    const name = `${how} ${signals.join()}`;
    const app = startSdkProcess("sdk-ends.mjs", { env: env({ HOW: how, OTEL_SERVICE_NAME: name }) });
    expect(await end(app, signals)).toEqual(bare);
    expect(app.stderr()).not.toMatch(/^throughline:/m);
    if (delivered) await sink.spansWhere((span) => span.service === name);
  });
});

test("a handler that lets the process live is asked again by the next signal", async () => {
  const app = startSdkProcess("sdk-ends.mjs", { env: env({ HOW: "own handler that goes on" }) });
  await app.ready();
  app.child.kill("SIGTERM");
  await waitForOutput(app, "ready again 1");
  app.child.kill("SIGTERM");
  await waitForOutput(app, "ready again 2");
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
});

describe("with a collector that", () => {
  let hanging: OtlpSink;
  let refusing: string;
  beforeAll(async () => {
    hanging = await startOtlpSink({ answering: () => "hang" });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    refusing = `http://localhost:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
  });
  afterAll(() => hanging.close());

  test.each(["refuses", "hangs"])("%s, a script ends within the bound, with a line on stderr at most", async (kind) => {
    const endpoint = kind === "refuses" ? refusing : hanging.url;
    for (const protocol of ["http/json", "http/protobuf"]) {
      const app = startSdkProcess("sdk-ends.mjs", {
        env: env({ HOW: "end of script", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol }),
      });
      const { code, millis } = await app.ended;
      expect(code).toBe(0);
      expect(millis).toBeLessThan(BOUND_MILLIS);
      expect(app.stderr().split("\n").filter(Boolean).length).toBeLessThanOrEqual(1);
    }
  });

  test.each(["refuses", "hangs"])("%s, SIGTERM ends the process within the bound", async (kind) => {
    const endpoint = kind === "refuses" ? refusing : hanging.url;
    const app = startSdkProcess("sdk-ends.mjs", { env: env({ HOW: "no handler", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) });
    await app.ready();
    const began = performance.now();
    app.child.kill("SIGTERM");
    expect(await app.ended).toMatchObject({ code: null, signal: "SIGTERM" });
    expect(performance.now() - began).toBeLessThan(BOUND_MILLIS);
  });

  test("hangs, an export under way does not hold a process that has finished", async () => {
    const app = startSdkProcess("sdk-ends.mjs", {
      env: env({ HOW: "own handler that closes", OTEL_EXPORTER_OTLP_ENDPOINT: hanging.url, OTEL_BSP_SCHEDULE_DELAY: "10" }),
    });
    await app.ready();
    await hanging.spansWhere((span) => span.name === "own handler that closes");
    const began = performance.now();
    app.child.kill("SIGTERM");
    expect(await app.ended).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(BOUND_MILLIS);
  });

  test("refuses, the app serves and says so once", async () => {
    const short = { OTEL_BSP_SCHEDULE_DELAY: "10", OTEL_BLRP_SCHEDULE_DELAY: "10", OTEL_EXPORTER_OTLP_TIMEOUT: "200" };
    const app = startSdkProcess("sdk-service.mjs", { env: env({ OTEL_EXPORTER_OTLP_ENDPOINT: refusing, ...short }) });
    const [url] = await app.ready();
    await waitForWarning(app, url);
    for (let request = 0; request < 20; request++) expect((await fetch(`${url}/`)).status).toBe(200);
    expect(app.stderr()).toMatch(/^throughline: cannot deliver (spans|log records): .*ECONNREFUSED.*\n$/);
  });
});

test("bad values in variables are one line each on stderr, and the app works", async () => {
  const bad = {
    OTEL_EXPORTER_OTLP_PROTOCOL: "smoke-signals",
    OTEL_TRACES_SAMPLER: "sometimes",
    OTEL_PROPAGATORS: "tracecontext,pigeon,baggage",
    OTEL_BSP_SCHEDULE_DELAY: "soon",
    OTEL_BLRP_MAX_QUEUE_SIZE: "-1",
    OTEL_TRACES_EXPORTER: "otlp,paper",
    OTEL_NODE_RESOURCE_DETECTORS: "env,crystal-ball",
    OTEL_SDK_DISABLED: "perhaps",
    THROUGHLINE_LOG_LEVEL: "loud",
  };
  const app = startSdkProcess("sdk-jobs.mjs", { env: env({ ...bad, OTEL_SERVICE_NAME: "bad values" }) });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  const lines = app.stderr().split("\n").filter(Boolean);
  for (const name of Object.keys(bad))
    expect(lines.filter((line) => line.startsWith("throughline: ") && line.includes(name))).toHaveLength(1);
  expect(lines).toHaveLength(Object.keys(bad).length);
  await sink.spansWhere((span) => span.service === "bad values", 4);
});

test.each(["not a url", "localhost:4318"])("the endpoint %p is said to be none in one line on stderr", async (endpoint) => {
  const app = startSdkProcess("sdk-jobs.mjs", { env: env({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.stderr().match(/^throughline: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL/gm)).toHaveLength(1);
  expect(app.stderr()).not.toContain("undefined");
});

test("OTEL_SDK_DISABLED leaves the logger's stdout and nothing else", async () => {
  const app = startSdkProcess("sdk-jobs.mjs", { env: env({ OTEL_SDK_DISABLED: "true", OTEL_SERVICE_NAME: "disabled" }) });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.lines().map((line) => line["event"])).toContain("cron_ran");
  expect(app.stderr()).toBe("");
  expect([...sink.spans, ...sink.logs].filter((item) => item.service === "disabled")).toEqual([]);
});

test("start() in code instruments, and shutdown() delivers before process.exit()", async () => {
  const app = startSdkProcess("sdk-start.cjs", { env: env(), flags: [] });
  expect(await app.ended).toMatchObject({ code: 5, signal: null });
  expect(app.stderr()).toBe("");
  expect(app.lines()).toEqual([expect.objectContaining({ event: "worked", service: "named in code", same: true })]);
  expect(sink.spans.filter((span) => span.service === "named in code")).toHaveLength(1);
  expect(sink.logs.filter((log) => log.service === "named in code")).toHaveLength(1);
});

test("another OpenTelemetry SDK in the process is a few lines on stderr at most, and no harm", async () => {
  const app = startSdkProcess("sdk-start.cjs", { env: env({ OTHER: "1" }) });
  expect(await app.ended).toMatchObject({ code: 5, signal: null });
  expect(app.lines()[0]).toMatchObject({ event: "worked", trace_id: expect.any(String) });
  for (const line of app.stderr().split("\n").filter(Boolean)) expect(line).toMatch(/^throughline: .*duplicate registration/);
});

test("worker threads deliver what they do", async () => {
  const app = startSdkProcess("sdk-worker.mjs", { env: env({ OTEL_SERVICE_NAME: "threads" }) });
  expect(await app.ready()).toEqual(["0"]);
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  const names = (await sink.spansWhere((span) => span.service === "threads", 2)).map((span) => span.name);
  expect(new Set(names)).toEqual(new Set(["main", "worker"]));
  expect(new Set(app.lines().map((line) => line["event"]))).toEqual(new Set(["in_main", "in_worker"]));
});

test("a closed stdout is no error", async () => {
  const app = startSdkProcess("sdk-service.mjs", { env: env() });
  const [url] = await app.ready();
  app.child.stdout?.destroy();
  for (let request = 0; request < 5; request++) expect((await fetch(`${url}/`)).status).toBe(200);
  expect(app.child.exitCode).toBeNull();
  expect(app.stderr()).toBe("");
});

async function waitForOutput(app: SdkProcess, text: string): Promise<void> {
  while (!app.stdout().includes(text)) await new Promise((resolve) => app.child.stdout?.once("data", resolve));
}

async function waitForWarning(app: SdkProcess, url: string | undefined): Promise<void> {
  const warned = new Promise((resolve) => app.child.stderr?.once("data", resolve));
  expect((await fetch(`${url}/`)).status).toBe(200);
  if (app.stderr() === "") await warned;
}
