import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { Metadata } from "@grpc/grpc-js";
import { type ApiClient, createApiClient, type Trace } from "@throughline/api";
import { EmbeddedClickHouse } from "@throughline/clickhouse";
import { ClickHouseProxy } from "./kit/clickhouse-proxy.ts";
import { newTraceId, sendGrpc, sendGrpcBytes, sendJson, span, traces } from "./kit/otlp.ts";
import { Program } from "./kit/program.ts";
import { temporaryDirectory, Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

/** The embedded engine stands in for a ClickHouse server: it is spoken to in the same way. */
const directory = temporaryDirectory();
const engine = new EmbeddedClickHouse(directory);
const running: Program[] = [];
const directories: string[] = [];
let server: NodeJS.ProcessEnv;

beforeAll(async () => {
  await engine.start();
  server = { CLICKHOUSE_URL: engine.url, CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: engine.password };
});

afterEach(async () => {
  for (const program of running.splice(0)) await program.kill("SIGTERM");
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

afterAll(async () => {
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A service's own `main`, as compose runs it. */
async function start(
  service: "collector" | "query-api",
  env: NodeJS.ProcessEnv,
): Promise<{ program: Program; ready: Record<string, string> }> {
  const data = temporaryDirectory();
  directories.push(data);
  const program = Program.node([`services/${service}/src/main.ts`], { ...server, THROUGHLINE_DATA: data, ...env });
  running.push(program);
  const [, json = ""] = await program.line(/^throughline ready (\{.*\})$/);
  return { program, ready: JSON.parse(json) as Record<string, string> };
}

/** A trace once it is visible: within two seconds of its 200. */
function visible(client: ApiClient, traceId: string, spans: number): Promise<Trace> {
  return until(
    async () => {
      const found = await client.trace(traceId).catch(() => undefined);
      return found && found.spans.length >= spans ? found : undefined;
    },
    () => `${spans} spans of ${traceId}`,
  );
}

const ANY_PORT = { THROUGHLINE_PORT: "0", THROUGHLINE_OTLP_HTTP_PORT: "0", THROUGHLINE_OTLP_GRPC_PORT: "0" };

test("a collector and a query API that share only ClickHouse work together, started at once on an empty server", async () => {
  const env = { ...ANY_PORT, CLICKHOUSE_DATABASE: "alone" };
  const [collector, queryApi] = await Promise.all([start("collector", env), start("query-api", env)]);
  const traceId = newTraceId();
  await sendJson(collector.ready.otlpHttp as string, "traces", traces("alone", [span({ traceId })]));
  const client = createApiClient({ baseUrl: queryApi.ready.api as string });
  expect((await visible(client, traceId, 1)).services).toEqual(["alone"]);
});

test("each serves /health, /ready and /metrics on its own port, and ends with code 0", async () => {
  const env = { ...ANY_PORT, CLICKHOUSE_DATABASE: "health" };
  const collector = await start("collector", env);
  const queryApi = await start("query-api", env);
  for (const url of [collector.ready.otlpHttp, queryApi.ready.api]) {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^# HELP throughline_/m);
  }
  for (const { program } of [collector, queryApi]) expect(await program.kill("SIGTERM")).toEqual({ code: 0, signal: null });
});

test("tokens are wanted where they are set, by every door, and each of several is accepted", async () => {
  const env = { ...ANY_PORT, CLICKHOUSE_DATABASE: "tokens", THROUGHLINE_INGEST_TOKEN: "old,new", THROUGHLINE_QUERY_TOKEN: "ask" };
  const collector = await start("collector", env);
  const queryApi = await start("query-api", env);
  const { otlpHttp = "", otlpGrpc = "" } = collector.ready;
  const traceId = newTraceId();
  const request = traces("secret", [span({ traceId })]);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const metadata = (token: string) => {
    const carrier = new Metadata();
    carrier.set("authorization", `Bearer ${token}`);
    return carrier;
  };
  expect((await sendJson(otlpHttp, "traces", request)).status).toBe(401);
  expect((await sendJson(otlpHttp, "traces", request, bearer("wrong"))).status).toBe(401);
  expect((await fetch(`${otlpHttp}/ingest/profiles?service=secret`, { method: "POST", body: "main 1" })).status).toBe(401);
  expect((await sendGrpc(otlpGrpc, "traces", request)).status).toBe(16);
  expect((await sendGrpc(otlpGrpc, "profiles", {})).status).toBe(16);
  expect((await sendGrpc(otlpGrpc, "traces", request, metadata("wrong"))).status).toBe(16);
  expect((await sendGrpcBytes(otlpGrpc, "traces", new Uint8Array(40_000_000))).status).toBe(16); // refused before it is read: it would be too large
  expect((await sendJson(otlpHttp, "traces", request, bearer("old"))).status).toBe(200);
  expect((await sendGrpc(otlpGrpc, "traces", traces("secret", [span({ traceId })]), metadata("new"))).status).toBe(0);

  const client = (token?: string) => createApiClient({ baseUrl: queryApi.ready.api as string, ...(token && { token }) });
  await expect(client().trace(traceId)).rejects.toMatchObject({ status: 401 });
  await expect(client("old").trace(traceId)).rejects.toMatchObject({ status: 401 });
  expect((await visible(client("ask"), traceId, 2)).spans).toHaveLength(2);
  for (const { program } of [collector, queryApi]) expect(program.stdout + program.stderr).not.toMatch(/old|new|ask/);
});

test.each([
  ["collector", {}, /^throughline: Cannot start without CLICKHOUSE_URL/],
  ["query-api", {}, /^throughline: Cannot start without CLICKHOUSE_URL/],
  [
    "collector",
    { CLICKHOUSE_URL: "http://u:p@127.0.0.1:1" },
    /^throughline: Cannot use CLICKHOUSE_URL "http:\/\/…@127.0.0.1:1": give user and password in CLICKHOUSE_USER/,
  ],
  ["query-api", { CLICKHOUSE_URL: "http://127.0.0.1:1", THROUGHLINE_PORT: "-1" }, /^throughline: Cannot use THROUGHLINE_PORT "-1"/],
  [
    "collector",
    { CLICKHOUSE_URL: "http://127.0.0.1:1", THROUGHLINE_HOST: "0.0.0.0" },
    /^throughline: Cannot listen on "0\.0\.0\.0" without THROUGHLINE_INGEST_TOKEN/,
  ],
  [
    "query-api",
    { CLICKHOUSE_URL: "http://127.0.0.1:1", THROUGHLINE_HOST: "0.0.0.0" },
    /^throughline: Cannot listen on "0\.0\.0\.0" without THROUGHLINE_QUERY_TOKEN/,
  ],
  [
    "collector",
    { CLICKHOUSE_URL: "http://127.0.0.1:1", CLICKHOUSE_PASSWORD_FILE: "/nowhere/password" },
    /^throughline: Cannot read the file "\/nowhere\/password" of CLICKHOUSE_PASSWORD_FILE: ENOENT/,
  ],
  [
    "query-api",
    { CLICKHOUSE_URL: "http://127.0.0.1:1", THROUGHLINE_QUERY_TOKEN: "a", THROUGHLINE_QUERY_TOKEN_FILE: "/nowhere/tokens" },
    /^throughline: Cannot use both THROUGHLINE_QUERY_TOKEN and THROUGHLINE_QUERY_TOKEN_FILE/,
  ],
])("the %s with %p says in one line what is wrong, and fails", async (service, env, message) => {
  const program = Program.node([`services/${service}/src/main.ts`], env);
  expect((await program.ended()).code).toBe(1);
  expect(program.stderr).toMatch(message);
  expect(program.stderr.trim().split("\n")).toHaveLength(1);
});

test("a collector that starts while ClickHouse is away takes what comes, and stores it when ClickHouse is there", async () => {
  const proxy = await ClickHouseProxy.start(engine.url);
  const { url } = proxy;
  await proxy.stop();
  const collector = await start("collector", { ...ANY_PORT, CLICKHOUSE_DATABASE: "late", CLICKHOUSE_URL: url });
  const traceId = newTraceId();
  expect((await sendJson(collector.ready.otlpHttp as string, "traces", traces("late", [span({ traceId })]))).status).toBe(200);
  const ready = await fetch(`${collector.ready.otlpHttp}/ready`);
  expect(ready.status).toBe(200); // or a load balancer would send nothing to the queue that is there for this
  expect(await ready.json()).toMatchObject({ ready: true, parts: { clickhouse: { ok: false }, queue: { ok: true } } });
  const back = await ClickHouseProxy.start(engine.url, Number(new URL(url).port));
  const queryApi = await start("query-api", { ...ANY_PORT, CLICKHOUSE_DATABASE: "late" });
  expect((await visible(createApiClient({ baseUrl: queryApi.ready.api as string }), traceId, 1)).services).toEqual(["late"]);
  expect(collector.program.stderr).toMatch(/^throughline collector: Cannot use ClickHouse at .*; what comes waits in the queue\n$/);
  await collector.program.kill("SIGTERM");
  await back.stop();
});

test("a collector with a wrong password fails, and says so in one line", async () => {
  const data = temporaryDirectory();
  directories.push(data);
  const program = Program.node(["services/collector/src/main.ts"], {
    ...server,
    ...ANY_PORT,
    CLICKHOUSE_PASSWORD: "wrong",
    THROUGHLINE_DATA: data,
  });
  expect((await program.ended()).code).toBe(1);
  expect(program.stderr).toMatch(/^throughline: Cannot use ClickHouse at .*Authentication failed/);
});

test("throughline up with --clickhouse-url uses that server and starts no engine", async () => {
  const { CLICKHOUSE_URL = "", ...credentials } = server;
  const throughline = await Throughline.start({
    args: ["--clickhouse-url", CLICKHOUSE_URL],
    env: { ...credentials, CLICKHOUSE_DATABASE: "by_url" },
  });
  expect(throughline.clickhouse).toBe(engine.url);
  const traceId = newTraceId();
  await sendJson(throughline.otlpHttp, "traces", traces("by url", [span({ traceId })]));
  await throughline.settled();
  expect((await throughline.client.trace(traceId)).services).toEqual(["by url"]);
  expect(() => throughline.enginePid).toThrow(/ENOENT/);
  expect(await throughline.stop()).toBe(0);
});

test("throughline up with a ClickHouse that cannot be reached or refuses the password says so in one line", async () => {
  await expect(Throughline.start({ args: ["--clickhouse-url", "http://127.0.0.1:1"] })).rejects.toThrow(
    /throughline: Cannot use ClickHouse at http:\/\/127\.0\.0\.1:1: /,
  );
  await expect(
    Throughline.start({ args: ["--clickhouse-url", engine.url], env: { CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: "wrong" } }),
  ).rejects.toThrow(/throughline: Cannot use ClickHouse at http:\/\/127\.0\.0\.1:\d+: .*Authentication failed/);
});
