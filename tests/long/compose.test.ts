/** docker-compose.yml keeps its promises: what it starts works together, and what was accepted outlives a stop of everything. */
import { once } from "node:events";
import { chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ApiClient, type Correlation, createApiClient } from "@throughline/api";
import { SERVICE_NAMES } from "@throughline/demo";
import { cli } from "../kit/cli.ts";
import { Compose, type Stopped } from "../kit/compose.ts";
import { newTraceId, sendJson, span, traces } from "../kit/otlp.ts";
import { temporaryDirectory } from "../kit/throughline.ts";
import { testWith } from "../kit/test-with.ts";
import { AUTHORITIES, certificate } from "../kit/tls.ts";
import { tool } from "../kit/tool.ts";
import { until } from "../kit/until.ts";

const TOOLS = ["docker-compose", "nginx", "envsubst", "wget"];
const ALL = ["query-api", "nginx", ...SERVICE_NAMES];
const FOUND_WITHIN_MS = 60_000;
const TOKENS = { ingest: "ingest-0b1c", query: "query-7f3a" };

const byName = (a: string, b: string): number => a.localeCompare(b);
const everyone = SERVICE_NAMES.toSorted(byName);
const servicesOf = (items: readonly { service: string }[]): string[] => [...new Set(items.map(({ service }) => service))].toSorted(byName);

/** In time, and by themselves: one that was killed has no code. */
function expectCleanly(stopped: readonly Stopped[]): void {
  for (const { name, code, millis, graceMillis } of stopped) {
    expect([name, code]).toEqual([name, 0]);
    expect([name, millis < graceMillis]).toEqual([name, true]);
  }
}

const describeWith = TOOLS.every((name) => tool(name) !== undefined) ? describe : describe.skip;

describeWith("docker-compose --profile demo up", () => {
  const env = { CLICKHOUSE_PASSWORD: "engine-5d2e", THROUGHLINE_INGEST_TOKEN: TOKENS.ingest, THROUGHLINE_QUERY_TOKEN: TOKENS.query };
  let compose: Compose;
  let client: ApiClient;
  /** Of checkouts that were answered. */
  const answered: string[] = [];

  beforeAll(async () => {
    compose = Compose.read({ args: ["--profile", "demo"], env, password: env.CLICKHOUSE_PASSWORD });
    await compose.up(ALL);
    client = createApiClient({ baseUrl: `http://${compose.at("query-api", 3200)}`, token: TOKENS.query });
  });
  afterAll(() => compose?.remove());

  async function checkout(): Promise<string> {
    const response = await fetch(`http://${compose.at("nginx", 8080)}/checkout`, { method: "POST", headers: { connection: "close" } });
    await response.arrayBuffer();
    expect(response.status).toBeLessThan(300);
    const id = response.headers.get("x-correlation-id") ?? "";
    answered.push(id);
    return id;
  }

  /** What is found under an ID once all ten services are in it. */
  function whole(id: string): Promise<Correlation> {
    let last: Correlation | undefined;
    return until(
      async () => {
        last = await client.correlation(id).catch(() => undefined);
        return last && [last.spans, last.logs].every((items) => servicesOf(items).length === everyone.length) ? last : undefined;
      },
      () => `everything of ${id}: spans of ${servicesOf(last?.spans ?? []).join(" ")}; logs of ${servicesOf(last?.logs ?? []).join(" ")}`,
      FOUND_WITHIN_MS,
    );
  }

  test("one checkout through nginx is found whole, in all ten services, under one correlation ID", async () => {
    const found = await whole(await checkout());
    expect(servicesOf(found.spans)).toEqual(everyone);
    expect(servicesOf(found.logs)).toEqual(everyone);
  });

  test("throughline doctor finds it well from outside, with the tokens of its users", async () => {
    const places = ["--url", `http://${compose.at("query-api", 3200)}`, "--otlp-http", `http://${compose.at("collector", 4318)}`];
    const { THROUGHLINE_INGEST_TOKEN, THROUGHLINE_QUERY_TOKEN } = env;
    const { code, stdout } = await cli(["doctor", ...places, "--otlp-grpc", compose.at("collector", 4317)], {
      THROUGHLINE_INGEST_TOKEN,
      THROUGHLINE_QUERY_TOKEN,
    });
    expect(stdout).not.toMatch(/^✗/m);
    expect(stdout).toMatch(/^✓ token to send it is accepted, and wanted$/m);
    expect(stdout).toMatch(/read back after/);
    expect(code).toBe(0);
  });

  test("no door is open without a token", async () => {
    expect((await sendJson(`http://${compose.at("collector", 4318)}`, "traces", traces("secret", [span({})]))).status).toBe(401);
    await expect(createApiClient({ baseUrl: `http://${compose.at("query-api", 3200)}` }).services()).rejects.toMatchObject({ status: 401 });
  });

  test("stopped in order right after their answers, every service ends by itself within its grace period", async () => {
    await Promise.all(Array.from({ length: 10 }, checkout));
    const stopped = await compose.down();
    expect(stopped.map(({ name }) => name).toSorted(byName)).toEqual([...ALL, "collector"].toSorted(byName));
    const at = (name: string): number => stopped.findIndex((one) => one.name === name);
    expect(at("nginx")).toBeLessThan(at("gateway"));
    for (const name of SERVICE_NAMES) expect(at(name)).toBeLessThan(at("collector"));
    expectCleanly(stopped);
  });

  test("up again, every checkout that was answered is found whole, nothing twice; jobs that nobody had worked off are", async () => {
    await compose.up(ALL);
    expect(answered).toHaveLength(11);
    for (const id of answered) {
      const { spans } = await whole(id);
      expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
      const ids = new Set(spans.map(({ spanId }) => spanId));
      expect(spans.filter(({ parentSpanId }) => parentSpanId !== "" && !ids.has(parentSpanId))).toEqual([]);
    }
  });
});

/** A directory whose files are mounted: the containers' user reads them. */
function mounted(): string {
  const folder = temporaryDirectory();
  chmodSync(folder, 0o755);
  return folder;
}

testWith(...TOOLS)("with deploy/compose/tls.yml collector and query API serve TLS only, and are healthy", async () => {
  const folder = mounted();
  copyFileSync(certificate("server").cert, join(folder, "fullchain.pem"));
  copyFileSync(certificate("server").key, join(folder, "privkey.pem"));
  chmodSync(join(folder, "privkey.pem"), 0o644);
  const env = { CLICKHOUSE_PASSWORD: "engine", THROUGHLINE_INGEST_TOKEN: "i", THROUGHLINE_QUERY_TOKEN: "q", THROUGHLINE_TLS_DIR: folder };
  const files = ["docker-compose.yml", "deploy/compose/tls.yml"].flatMap((file) => ["-f", file]);
  const compose = Compose.read({ args: files, env, password: env.CLICKHOUSE_PASSWORD });
  try {
    await compose.up(["collector", "query-api"]); // by their health checks, over TLS
    for (const address of [compose.at("collector", 4318), compose.at("query-api", 3200)]) {
      await expect(fetch(`http://${address}/health`)).rejects.toThrow("fetch failed");
      expect(await statusOverTls(`https://${address}/health`)).toBe(200);
    }
    expectCleanly(await compose.down());
  } finally {
    await compose.remove();
    rmSync(folder, { recursive: true });
  }
});

/** Past the certificate's name: it is not of this address. */
async function statusOverTls(url: string): Promise<number | undefined> {
  const sent = get(url, { agent: false, ca: AUTHORITIES, checkServerIdentity: () => undefined });
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

testWith(...TOOLS)(
  "with deploy/compose/secret-files.env the services take their secrets from mounted files, and no environment has one",
  async () => {
    const secrets = mounted();
    for (const [name, text] of Object.entries({
      "clickhouse-password": "engine-in-a-file\n",
      "ingest-tokens": `old\n${TOKENS.ingest}\n`,
      "query-tokens": `read:${TOKENS.query}\n`,
    }))
      writeFileSync(join(secrets, name), text);
    const compose = Compose.read({
      args: ["--env-file", "deploy/compose/secret-files.env"],
      env: { THROUGHLINE_SECRETS_DIR: secrets },
      password: "engine-in-a-file",
    });
    try {
      await compose.up(["collector", "query-api"]);
      const traceId = newTraceId();
      const collector = `http://${compose.at("collector", 4318)}`;
      const request = traces("in files", [span({ traceId })]);
      expect((await sendJson(collector, "traces", request, { authorization: "Bearer ," })).status).toBe(401);
      expect((await sendJson(collector, "traces", request, { authorization: `Bearer ${TOKENS.ingest}` })).status).toBe(200);
      const client = createApiClient({ baseUrl: `http://${compose.at("query-api", 3200)}`, token: TOKENS.query });
      const found = await until(
        () => client.trace(traceId).catch(() => undefined),
        () => traceId,
        FOUND_WITHIN_MS,
      );
      expect(found.services).toEqual(["in files"]);
      expectCleanly(await compose.down());
    } finally {
      await compose.remove();
      rmSync(secrets, { recursive: true });
    }
  },
);
