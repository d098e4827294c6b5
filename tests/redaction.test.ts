import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ClickHouse, EmbeddedClickHouse } from "@throughline/clickhouse";
import { ClickHouseProxy } from "./kit/clickhouse-proxy.ts";
import { logs, newTraceId, nowNano, sendGrpc, sendGrpcBytes, sendJson, sendProtobuf, type Signal, span, text } from "./kit/otlp.ts";
import { profiles } from "./kit/profiles.ts";
import { Program } from "./kit/program.ts";
import { temporaryDirectory } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

/** What the rules name, in every place that can hold it: nothing of it may touch the disk. `quiet` goes by its key, `hush` by a pattern. */
const SECRETS = /quiet|hush|aHVzaC|4111111111111111/;
const KEPT = /kept as it came/;
const REDACTED = /\[redacted\]/;
const RULES = { THROUGHLINE_REDACT_KEYS: "*password", THROUGHLINE_REDACT_PATTERNS: "hush-\\w+\n@credit-card" };

const secretText = (place: string) => `${KEPT.source}: hush-${place}`;
const attributes = (place: string) => [
  text("db.password", `quiet-${place}`),
  { key: "password", value: { kvlistValue: { values: [text("a", `quiet-${place}`), { key: "b", value: { bytesValue: "cXVpZXQ=" } }] } } },
  text("url.full", secretText(place)),
  text(`hush-${place}`, "under a key that says it"),
  { key: "card", value: { intValue: "4111111111111111" } },
  {
    key: "nested",
    value: { arrayValue: { values: [{ kvlistValue: { values: [text("the password", "quiet"), text("x", secretText(place))] } }] } },
  },
  { key: "bytes", value: { bytesValue: Buffer.from(secretText(place)).toString("base64") } },
];

function requests(door: string): Record<Signal, object> {
  const head = { resource: { attributes: [text("service.name", door), ...attributes("resource")] }, schemaUrl: secretText("schema") };
  const scope = { name: secretText("scope"), attributes: attributes("scope") };
  const one = span({
    name: secretText("span"),
    traceState: "a=hush-state",
    attributes: attributes("span"),
    events: [{ timeUnixNano: nowNano(), name: secretText("event"), attributes: attributes("event") }],
    links: [{ traceId: newTraceId(), spanId: "00f067aa0ba902b8", attributes: attributes("link") }],
    status: { code: 2, message: secretText("status") },
  });
  const record = {
    timeUnixNano: nowNano(),
    severityText: "hush-severity",
    eventName: secretText("event"),
    body: { kvlistValue: { values: attributes("body") } },
    attributes: attributes("record"),
  };
  const profile = profiles(
    door,
    [
      {
        stack: [{ function: secretText("function"), file: "hush-file.js" }],
        values: [1],
        attributes: { password: { stringValue: "quiet-sample" }, "thread.name": { stringValue: "hush-thread" } },
      },
    ],
    { resource: [text("service.name", door), ...attributes("resource")] },
  );
  return {
    traces: { resourceSpans: [{ ...head, scopeSpans: [{ scope, spans: [one] }] }] },
    logs: {
      resourceLogs: [
        { ...head, scopeLogs: [{ scope, logRecords: [record, { timeUnixNano: nowNano(), body: { stringValue: secretText("text") } }] }] },
      ],
    },
    profiles: profile,
  };
}

const DOORS = {
  json: (signal: Signal, request: object) => sendJson(otlp.otlpHttp, signal, request),
  protobuf: (signal: Signal, request: object) => sendProtobuf(otlp.otlpHttp, signal, request),
  grpc: (signal: Signal, request: object) => sendGrpc(otlp.otlpGrpc, signal, request),
};

const engineData = temporaryDirectory();
const data = temporaryDirectory();
const engine = new EmbeddedClickHouse(engineData);
let clickhouse: ClickHouse;
let proxy: ClickHouseProxy;
let collector: Program;
let otlp: { otlpHttp: string; otlpGrpc: string };

beforeAll(async () => {
  await engine.start();
  proxy = await ClickHouseProxy.start(engine.url);
  const credentials = { CLICKHOUSE_URL: proxy.url, CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: engine.password };
  const ports = { THROUGHLINE_OTLP_HTTP_PORT: "0", THROUGHLINE_OTLP_GRPC_PORT: "0" };
  const database = { CLICKHOUSE_DATABASE: "redaction" };
  collector = Program.node(["services/collector/src/main.ts"], { ...credentials, ...database, ...ports, ...RULES, THROUGHLINE_DATA: data });
  const [, json = ""] = await collector.line(/^throughline ready (\{.*\})$/);
  otlp = JSON.parse(json) as typeof otlp;
  clickhouse = new ClickHouse({ url: engine.url, username: engine.username, password: engine.password, database: "redaction" });
});

afterAll(async () => {
  await collector?.kill("SIGTERM");
  await proxy?.stop();
  await clickhouse?.close();
  await engine.stop();
  for (const path of [engineData, data]) rmSync(path, { recursive: true, force: true });
});

const metrics = async () => (await fetch(`${otlp.otlpHttp}/metrics`)).text();
const settled = () =>
  until(
    async () => ((await metrics()).match(/queue_bytes\{signal="\w+"\} 0$/gm)?.length === 3 ? true : undefined),
    () => "the queue to be empty",
    60_000,
  );

/** Files below the collector's folder whose bytes hold this. */
function filesWith(pattern: RegExp): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => pattern.test(readFileSync(path, "latin1")));
}

test("nothing that the rules name is on disk: not in the queue while ClickHouse is away, not in ClickHouse, not in what it refuses", async () => {
  await clickhouse.command("ALTER TABLE logs ADD CONSTRAINT no_poison CHECK body != 'poison'");
  const port = Number(new URL(proxy.url).port);
  await proxy.stop();
  for (const [door, send] of Object.entries(DOORS))
    for (const [signal, request] of Object.entries(requests(door)))
      expect([door, signal, (await send(signal as Signal, request)).body]).toEqual([door, signal, {}]);
  const folded = `${secretText("folded")};quiet 3\nmain;hush-frame 2`.replace("quiet", "hush-1");
  const ingested = await fetch(`${otlp.otlpHttp}/ingest/profiles?service=folded&format=folded`, { method: "POST", body: folded });
  expect(ingested.status).toBe(200);

  for (const there of [KEPT, REDACTED]) expect(filesWith(there)).toEqual([join(data, "collector/queue/data.mdb")]);
  expect(filesWith(SECRETS)).toEqual([]);
  const total = /^throughline_collector_redacted_values_total\{signal="(\w+)"\} [1-9]\d*$/gm;
  expect([...(await metrics()).matchAll(total)].map(([, signal]) => signal)).toEqual(["traces", "logs", "profiles"]);

  proxy = await ClickHouseProxy.start(engine.url, port);
  await settled();
  const poison = {
    timeUnixNano: nowNano(),
    body: { stringValue: "poison" },
    attributes: [text("of", KEPT.source), ...attributes("poison")],
  };
  expect((await sendJson(otlp.otlpHttp, "logs", logs("poisoner", [poison]))).status).toBe(200);
  await settled();
  expect(filesWith(KEPT)).toContainEqual(expect.stringMatching(/set-aside\/logs-[^/]+\/0\.pb$/));
  expect(filesWith(SECRETS)).toEqual([]);

  const tables = await clickhouse.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = JSON.stringify(await clickhouse.query<object>(`SELECT * FROM ${name}`));
    if (KEPT.test(rows)) found.push(name);
    expect([name, SECRETS.exec(rows)?.[0]]).toEqual([name, undefined]);
  }
  expect(found).toEqual(expect.arrayContaining(["spans", "logs", "resources", "frames"]));
}, 120_000);

test("what the rules do not name is stored as it came, and a request that comes again is still known", async () => {
  const record = {
    timeUnixNano: nowNano(),
    body: { stringValue: "naïve 🧵 hush-a, hush-b." },
    attributes: [text("user", "ann"), text("password", "x")],
  };
  const request = logs("whole", [record]);
  expect((await DOORS.json("logs", request)).body).toEqual({});
  expect((await DOORS.grpc("logs", request)).body).toEqual({});
  await settled();
  const rows = await clickhouse.query<{ body: string; attributes: object }>("SELECT body, attributes FROM logs WHERE body LIKE 'naïve%'");
  expect(rows).toEqual([{ body: "naïve 🧵 [redacted], [redacted].", attributes: { user: "ann", password: "[redacted]" } }]);
  expect(await metrics()).toMatch(/^throughline_collector_repeated_requests_total\{signal="logs"\} 1$/m);
});

test("malformed requests get the same answers", async () => {
  const bad = await sendGrpcBytes(otlp.otlpGrpc, "traces", Uint8Array.of(0x0a, 5, 1));
  expect(bad).toMatchObject({ status: 3, body: { message: expect.stringMatching(/^malformed request: /) } });
  expect((await sendJson(otlp.otlpHttp, "traces", { resourceSpans: [{ resource: 5 }] })).status).toBe(400);
});

test("a rule that cannot be used ends the start, and is named with its flag", async () => {
  const up = ["services/cli/bin/throughline.mjs", "up", "--data", join(data, "never"), "--redact-patterns", "@email\n(password"];
  const program = Program.node(up);
  expect((await program.ended()).code).toBe(1);
  expect(program.stderr).toContain('Cannot use --redact-patterns "(password": no regular expression: Unterminated group');
});
