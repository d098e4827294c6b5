import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ClusterProgram } from "../kit/cluster-programs.ts";
import { sendJson } from "../kit/otlp.ts";
import { Shards } from "../kit/shards.ts";
import { correlationIdOf, type ShopRequests, shopActions, spanIdOf, traceIdOf } from "../kit/shop-actions.ts";
import { Throughline } from "../kit/throughline.ts";

/** The same is sent to one machine and to a cluster: whatever is asked, both answer the same. */
const ACTIONS = 120;
/** On a whole minute, 20 minutes ago: both see the same steps. */
const START = (BigInt(Math.floor(Date.now() / 60_000)) - 20n) * 60_000_000_000n;
const END = START + 2n * 60_000_000_000n;

let shards: Shards;
let machine: Throughline;
let collectors: ClusterProgram[] = [];
let queryApis: ClusterProgram[] = [];

beforeAll(async () => {
  [shards, machine] = await Promise.all([Shards.start(2), Throughline.start()]);
  collectors = [await ClusterProgram.start("collector", shards), await ClusterProgram.start("collector", shards)];
  queryApis = [await ClusterProgram.start("query-api", shards), await ClusterProgram.start("query-api", shards)];
  const requests = shopActions(ACTIONS, START);
  await send(() => machine.otlpHttp, requests);
  let turn = 0;
  await send(() => (collectors[turn++ % 2] as ClusterProgram).otlpHttp, requests);
  await machine.settled();
  for (const collector of collectors) await collector.settled();
}, 180_000);

afterAll(async () => {
  for (const program of [...collectors, ...queryApis]) {
    await program.stop();
    program.remove();
  }
  await machine?.stop();
  await shards?.stop();
});

async function send(otlpHttp: () => string, requests: ShopRequests): Promise<void> {
  for (const signal of ["traces", "logs", "profiles"] as const)
    for (const request of requests[signal]) expect((await sendJson(otlpHttp(), signal, request)).status).toBe(200);
}

const RANGE = `start=${START}&end=${END}`;
const q = encodeURIComponent;
const traceql = (query: string, more = "") => `/api/v1/traces?${RANGE}&limit=50&q=${q(query)}${more}`;
const metrics = (query: string) => `/api/v1/metrics?${RANGE}&step=10s&q=${q(query)}`;

const MISSING = new Set([`/api/v1/traces/${"f".repeat(32)}`, "/api/v1/correlations/nothing"]);
const QUESTIONS = [
  ...MISSING,
  `/api/v1/services?${RANGE}`,
  "/api/v1/services",
  ...["gateway", "payment"].flatMap((service) => [
    `/api/v1/operations?service=${service}`,
    `/api/v1/instances?service=${service}&${RANGE}`,
    `/api/v1/red?service=${service}&${RANGE}`,
  ]),
  `/api/v1/stalls?${RANGE}`,
  `/api/v1/red?${RANGE}`,
  `/api/v1/errors?${RANGE}`,
  `/api/v1/errors?service=payment&sort=count&${RANGE}`,
  `/api/v1/service-map?${RANGE}`,
  `/api/v1/service-map?service=orders&${RANGE}`,
  traceql("{}"),
  traceql("{ status = error }", "&spansPerSet=3"),
  traceql(`{ resource.service.name = "cart" && name = "GET /cart/1" }`),
  traceql(`{ span.user.id = "user-3" && span.http.response.status_code = 200 }`),
  traceql(`{ resource.deployment.environment = "green" }`),
  traceql(`{ trace:duration > 20ms }`),
  traceql(`{ trace:rootService = "gateway" && duration > 15ms }`),
  traceql(`{ event.exception.type = "CardDeclined" }`),
  traceql(`{ span.tags = "tag-3" }`),
  traceql(`{ status = error } >> { resource.service.name = "mail" }`, "&spansPerSet=2"),
  traceql(`{ resource.service.name = "gateway" } && { status = error }`),
  traceql(`{ nestedSetParent < 0 }`),
  traceql(`{} | count() > 5 | by(resource.service.name)`),
  traceql(`{ name = "hangs" }`),
  traceql(`{ span.correlation.id = "action-4" }`),
  traceql(`{ name = "nothing" }`),
  metrics("{} | rate()"),
  metrics("{} | rate() by (resource.service.name)"),
  metrics("{ status = error } | count_over_time() by (resource.deployment.environment)"),
  metrics("{} | quantile_over_time(duration, .5, .99)"),
  metrics('{ resource.service.name = "cart" } | avg_over_time(duration)'),
  metrics("{ status = error } >> {} | rate()"),
  ...[0, 5, 7, 34].map((action) => `/api/v1/traces/${traceIdOf(action)}`),
  `/api/v1/traces/${traceIdOf(11)}?format=otlp`,
  ...[0, 2, 3].map((action) => `/api/v1/correlations/${correlationIdOf(3 * action)}`),
  `/api/v1/lookup?id=${traceIdOf(1)}`,
  `/api/v1/lookup?id=${correlationIdOf(1)}`,
  `/api/v1/logs?${RANGE}&limit=1000`,
  `/api/v1/logs?${RANGE}&order=oldest&limit=30`,
  `/api/v1/logs?${RANGE}&q=${q("cold severity>=warn")}`,
  `/api/v1/logs?${RANGE}&q=${q("order=7")}`,
  `/api/v1/logs?${RANGE}&q=${q("deployment.environment=blue cold")}`,
  `/api/v1/logs?traceId=${traceIdOf(3)}`,
  `/api/v1/logs?correlationId=${correlationIdOf(3)}`,
  `/api/v1/logs?${RANGE}&q=${q("event=throughline.span.open")}`,
  `/api/v1/logs?${RANGE}&q=${q("event=throughline.event_loop.blocked")}`,
  `/api/v1/logs/histogram?${RANGE}`,
  `/api/v1/logs/histogram?${RANGE}&q=cold&step=1m`,
  `/api/v1/attributes?${RANGE}`,
  `/api/v1/attributes?${RANGE}&scope=log`,
  `/api/v1/attributes/user.id/values?${RANGE}`,
  `/api/v1/attributes/deployment.environment/values?${RANGE}`,
  `/api/v1/attributes/name/values?scope=intrinsic&${RANGE}`,
  ...["folded", "json"].flatMap((format) => [
    `/api/v1/flamegraph?service=cart&${RANGE}&format=${format}`,
    `/api/v1/flamegraph?traceId=${traceIdOf(4)}&format=${format}`,
    `/api/v1/flamegraph?spanId=${spanIdOf(4, 2)}&format=${format}`,
    `/api/v1/flamegraph?correlationId=${correlationIdOf(4)}&format=${format}`,
    `/api/v1/flamegraph?q=${q("{ status = error }")}&${RANGE}&format=${format}`,
  ]),
  `/api/v1/flamegraph/top?service=orders&${RANGE}`,
  `/jaeger/api/services`,
  `/jaeger/api/traces/${traceIdOf(8)}`,
  `/jaeger/api/traces?service=cart&start=${START / 1000n}&end=${END / 1000n}&limit=30`,
  `/jaeger/api/traces?service=cart&start=${START / 1000n}&end=${END / 1000n}&limit=30&tags=${q('{"user.id":"user-5"}')}`,
  `/jaeger/api/dependencies?endTs=${END / 1_000_000n}&lookback=180000`,
  `/tempo/api/search?q=${q("{ status = error }")}&start=${START / 1_000_000_000n}&end=${END / 1_000_000_000n}`,
  `/tempo/api/search/tags?start=${START / 1_000_000_000n}&end=${END / 1_000_000_000n}`,
  `/tempo/api/traces/${traceIdOf(8)}`,
];

async function answerOf(api: string, question: string) {
  const response = await fetch(`${api}${question}`);
  const body = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return {
    status: response.status,
    notes: response.headers.get("throughline-notes"),
    body: isJson ? (JSON.parse(body) as unknown) : body.split("\n").toSorted(),
  };
}

test("rows are spread over both shards", async () => {
  for (const table of ["spans", "logs", "samples", "resources", "traces"])
    for (const shard of shards.shards)
      expect(await shard.sql(`SELECT count() > 0 AS some FROM ${table}`, "throughline")).toEqual([{ some: 1 }]);
});

test.each(QUESTIONS)("one machine and a cluster answer the same to %s", async (question) => {
  const expected = await answerOf(machine.api, question);
  expect(expected.status).toBe(MISSING.has(question) ? 404 : 200);
  for (const { api } of queryApis) expect(await answerOf(api, question)).toEqual(expected);
});

test("pages of traces and of logs go on in the same way", async () => {
  for (const path of [`/api/v1/traces?${RANGE}&limit=7`, `/api/v1/logs?${RANGE}&limit=90`]) {
    const pages = async (apis: readonly string[]) => {
      const all: unknown[] = [];
      for (let next: string | null = "", turn = 0; next !== null; turn++) {
        const { body } = await answerOf(apis[turn % apis.length] as string, `${path}${next && `&cursor=${q(next)}`}`);
        const page = body as { traces?: unknown[]; logs?: unknown[]; next: string | null };
        all.push(...(page.traces ?? page.logs ?? []));
        next = page.next;
      }
      return all;
    };
    const expected = await pages([machine.api]);
    expect(expected.length).toBeGreaterThan(100);
    expect(await pages(queryApis.map(({ api }) => api))).toEqual(expected);
  }
});
