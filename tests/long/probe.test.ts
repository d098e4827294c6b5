import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createApiClient } from "@throughline/api";
import { ClickHouse, EmbeddedClickHouse } from "@throughline/clickhouse";
import { cli } from "../kit/cli.ts";
import { ClickHouseProxy } from "../kit/clickhouse-proxy.ts";
import { Program } from "../kit/program.ts";
import { temporaryDirectory } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** The collector's own probe, while ClickHouse is there, away, and there again. */
const data = temporaryDirectory();
const engine = new EmbeddedClickHouse(join(data, "engine"));
const programs: Program[] = [];
let proxy: ClickHouseProxy;
let otlpHttp: string;
let otlpGrpc: string;
let api: string;
/** Of the first moment: the first probe has not ended, it takes two seconds. */
let early: Readonly<Record<string, number>>;

async function start(service: "collector" | "query-api", env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const program = Program.node([`services/${service}/src/main.ts`], {
    CLICKHOUSE_USER: engine.username,
    CLICKHOUSE_PASSWORD: engine.password,
    ...env,
  });
  programs.push(program);
  const [, json = ""] = await program.line(/^throughline ready (\{.*\})$/);
  return JSON.parse(json) as Record<string, string>;
}

beforeAll(async () => {
  await engine.start();
  proxy = await ClickHouseProxy.start(engine.url);
  const collector = await start("collector", {
    CLICKHOUSE_URL: proxy.url,
    THROUGHLINE_DATA: data,
    THROUGHLINE_OTLP_HTTP_PORT: "0",
    THROUGHLINE_OTLP_GRPC_PORT: "0",
    THROUGHLINE_PROBE_INTERVAL: "1s",
  });
  otlpHttp = collector.otlpHttp ?? "";
  otlpGrpc = collector.otlpGrpc ?? "";
  early = await metric("throughline_probe_success");
  api = (await start("query-api", { CLICKHOUSE_URL: engine.url, THROUGHLINE_PORT: "0" })).api ?? "";
});

afterAll(async () => {
  for (const program of programs) await program.kill("SIGTERM");
  await proxy?.stop();
  await engine.stop();
  rmSync(data, { recursive: true, force: true });
});

const SIGNALS = ["traces", "logs", "profiles"];

/** Of every signal that has one. */
async function metric(name: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${otlpHttp}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(new RegExp(`^${name}\\{signal="(\\w+)"\\} (\\S+)$`, "gm"))].map(([, signal, value]) => [signal, Number(value)]),
  );
}

const success = (value: number, signals = SIGNALS) =>
  until(
    async () => {
      const now = await metric("throughline_probe_success");
      return signals.every((signal) => now[signal] === value) ? now : undefined;
    },
    () => `throughline_probe_success to be ${value}: ${programs[0]?.stderr}`,
    60_000,
  );
const probePart = async () =>
  ((await (await fetch(`${otlpHttp}/ready`)).json()) as { parts: { probe: { ok: boolean; detail: string } } }).parts.probe;

const doctor = () => cli(["doctor", "--url", api, "--otlp-http", otlpHttp, "--otlp-grpc", otlpGrpc]);

test("what is written is read back, with its lag, and is in no list unless it is asked for", async () => {
  expect(early).toEqual({}); // it does not say 0 before it knows
  await success(1);
  const lags = await metric("throughline_probe_lag_seconds");
  for (const signal of SIGNALS) expect(lags[signal]).toBeGreaterThan(0);
  expect(await metric("throughline_probe_failures_total")).toEqual({});
  expect(await probePart()).toEqual({ ok: true, detail: expect.stringMatching(/^read back after \d\.\d s$/) });
  const client = createApiClient({ baseUrl: api });
  expect((await client.services()).services).toEqual([]);
  expect((await client.traces()).traces).toEqual([]);
  expect((await client.traces({ q: "{ duration < 1s }" })).traces).toEqual([]);
  expect((await client.red()).series).toEqual([]);
  expect((await client.serviceMap()).nodes).toEqual([]);
  expect((await client.queryMetrics({ q: "{ } | count_over_time()" })).series).toEqual([]);
  expect((await client.attributeValues("name", { scope: "intrinsic" })).values).toEqual([]);
  expect((await client.logs()).logs).toEqual([]);
  expect((await client.logHistogram()).total).toBe(0);
  expect((await client.attributeValues("service.name", { scope: "resource" })).values).toEqual([]);
  const [record] = (await client.logs({ q: "event=throughline.probe" })).logs;
  expect(record).toMatchObject({ service: "throughline.probe", body: "written to be read back" });
});

test("ClickHouse away turns it red, and back again green", async () => {
  const { port } = new URL(proxy.url);
  await proxy.stop();
  await success(0);
  expect(Object.keys(await metric("throughline_probe_failures_total")).toSorted()).toEqual([...SIGNALS].toSorted());
  expect(await probePart()).toEqual({ ok: false, detail: expect.stringContaining("it was not there after 10 s: ") });
  expect((await fetch(`${otlpHttp}/ready`)).status).toBe(200); // it takes what is sent
  const seen = await doctor();
  expect(seen.code).toBe(1);
  expect(seen.stdout).toMatch(/^✗ parts .*not well: clickhouse \(.*probe \([^)]*: it was not there after 10 s/m);
  expect(seen.stdout).toMatch(/^✗ round trip .*0 and 0 could be read back after 10\.\d\d s, trace [0-9a-f]{32} — both were accepted/m);
  proxy = await ClickHouseProxy.start(engine.url, Number(port));
  await success(1);
  expect((await probePart()).ok).toBe(true);
  expect(await doctor()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ parts .*probe \(read back after/m) });
  const said = programs[0]?.stderr ?? "";
  for (const signal of SIGNALS) {
    expect(said).toContain(
      `throughline collector: ${signal}: what is written to see whether all works was not read back: it was not there`,
    );
    expect(said).toContain(`throughline collector: ${signal} that are written are read back again`);
  }
});

test("where spans alone cannot be stored, they alone turn red, and the collector says which wait and why", async () => {
  const clickhouse = new ClickHouse({ url: engine.url, username: engine.username, password: engine.password, database: "throughline" });
  await clickhouse.command("RENAME TABLE spans TO spans_away");
  await success(0, ["traces"]);
  expect(await metric("throughline_probe_success")).toMatchObject({ logs: 1, profiles: 1 });
  const { parts } = (await (await fetch(`${otlpHttp}/ready`)).json()) as { parts: Record<string, { ok: boolean; detail: string }> };
  expect(parts.storing).toEqual({ ok: false, detail: expect.stringMatching(/^traces: .*spans/) });
  expect(parts.probe?.detail).toMatch(/^traces: it was not there after 10 s/);
  await clickhouse.command("RENAME TABLE spans_away TO spans");
  await success(1);
  expect((await doctor()).stdout).toMatch(/^✓ parts .*storing/m);
  await clickhouse.close();
});

test("an interval that makes no sense ends the start", async () => {
  const program = Program.node(["services/collector/src/main.ts"], { CLICKHOUSE_URL: engine.url, THROUGHLINE_PROBE_INTERVAL: "soon" });
  expect((await program.ended()).code).toBe(1);
  expect(program.stderr).toContain('Cannot use THROUGHLINE_PROBE_INTERVAL "soon": expected a duration from 1s to 1h, or 0 for none');
});
