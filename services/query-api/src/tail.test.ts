import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseLogFilter, readArrivals, readArrivedLogs } from "@throughline/query";
import { type ApiClient, createApiClient, type TailEvent } from "@throughline/api";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;
type Query = NonNullable<Parameters<ApiClient["tail"]>[0]>;
type Name = "log" | "span" | "note";

/** Opens a tail; what is stored when this has resolved is new to it. */
async function open(query: Query = {}): Promise<{ events: TailEvent[]; close: () => Promise<void> }> {
  const events: TailEvent[] = [];
  const stop = new AbortController();
  const response = await fetch(`${api.url}/api/v1/tail?${new URLSearchParams(query as Record<string, string>).toString()}`, {
    signal: stop.signal,
  });
  expect(response.status).toBe(200);
  const done = (async () => {
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const [, name, data = ""] of blocks.flatMap((block) => [/^event: (\w+)\ndata: (.*)$/.exec(block) ?? []]))
        if (name !== undefined) events.push({ type: name as Name, [name]: JSON.parse(data) } as unknown as TailEvent);
    }
  })().catch(() => {});
  return {
    events,
    async close() {
      stop.abort();
      await done;
    },
  };
}

/** What events are about. */
const texts = (events: readonly TailEvent[]) =>
  events.map((event) => (event.type === "log" ? event.log.body : event.type === "span" ? event.span.name : event.note.code));

/** How many requests run, this one included. */
async function tails(): Promise<number> {
  return Number(/^throughline_query_requests_running (\d+)$/m.exec(await client.metrics())?.[1]);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error("Waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a live tail brings log records and ended spans once each, oldest first, and nothing from before", async () => {
  await store.insertLogs([{ time: now() - 5n * SECOND, service: "cart", body: "before" }]);
  const { events, close } = await open({ service: "cart" });
  const at = now();
  await store.insertLogs([
    { time: at + 2n, service: "cart", body: "second", attributes: { "order.id": "77" } },
    { time: at + 1n, service: "cart", body: "first" },
  ]);
  // It began before the tail did, and ended after it.
  await store.insertSpans([
    { traceId: traceId(1), spanId: spanId(1), time: at - 60n * SECOND, duration: 60n * SECOND + 3n, service: "cart", name: "GET /" },
  ]);
  await until(() => events.length >= 3);
  await store.insertLogs([{ time: now(), service: "cart", body: "third" }]);
  await until(() => events.length >= 4);
  await close();
  expect(texts(events)).toEqual(["first", "second", "GET /", "third"]);
  expect(events[1]).toMatchObject({ log: { service: "cart", attributes: { "order.id": "77" } } });
});

test("a live tail takes the filter of the log search, a service, and one kind only", async () => {
  const filtered = await open({ q: "declined severity>=warn" });
  const ofService = await open({ service: "payment" });
  const spans = await open({ signal: "spans", service: "payment" });
  const at = now();
  await store.insertLogs([
    { time: at, service: "payment", body: "card declined", severity: 17 },
    { time: at, service: "payment", body: "card taken", severity: 17 },
    { time: at, service: "shelf", body: "declined kindly", severity: 9 },
  ]);
  await store.insertSpans([
    { traceId: traceId(2), spanId: spanId(2), time: at, duration: 5n, service: "payment", name: "pay" },
    { traceId: traceId(2), spanId: spanId(3), time: at, duration: 6n, service: "shelf", name: "put" },
  ]);
  await until(() => filtered.events.length >= 1 && ofService.events.length >= 3 && spans.events.length >= 1);
  for (const tail of [filtered, ofService, spans]) await tail.close();
  expect(texts(filtered.events)).toEqual(["card declined"]);
  expect(texts(ofService.events).toSorted()).toEqual(["card declined", "card taken", "pay"]);
  expect(texts(spans.events)).toEqual(["pay"]);
});

test("a live tail says that there was more than it shows", async () => {
  const { events, close } = await open({ signal: "logs", service: "loud" });
  const at = now();
  await store.insertLogs(Array.from({ length: 700 }, (_, index) => ({ time: at + BigInt(index), service: "loud", body: `line ${index}` })));
  await until(() => events.length >= 501);
  await close();
  expect(events[0]).toMatchObject({
    note: {
      code: "tail_behind",
      leftOut: { logs: 200, spans: 0 },
      message: expect.stringContaining("200 log records left out: of what arrives between two looks the newest 500"),
    },
  });
  expect(events.at(-1)).toMatchObject({ log: { body: "line 699" } });
});

test("a live tail takes a TraceQL filter for spans, alone or beside one for log records", async () => {
  const slow = await open({ traceql: "{ duration > 1ms && span.tier = `gold` }" });
  const both = await open({ traceql: "{ status = error }", q: "declined", service: "shop" });
  const span = { traceId: traceId(3), service: "shop" };
  await store.insertSpans([
    { ...span, spanId: spanId(11), name: "slow gold", duration: 2_000_000n, attributes: { tier: "gold" } },
    { ...span, spanId: spanId(12), name: "slow", duration: 2_000_000n, status: "error" },
    { ...span, spanId: spanId(13), name: "quick gold", duration: 1n, attributes: { tier: "gold" } },
  ]);
  await store.insertLogs([
    { service: "shop", body: "declined" },
    { service: "shop", body: "accepted" },
  ]);
  await until(() => slow.events.length >= 1 && both.events.length >= 2);
  for (const tail of [slow, both]) await tail.close();
  expect(texts(slow.events)).toEqual(["slow gold"]);
  expect(texts(both.events).toSorted()).toEqual(["declined", "slow"]);
});

test("what arrives late is shown when it arrives, once, whatever its time, and merges bring nothing back", async () => {
  const { events, close } = await open({ service: "late" });
  const late = (body: string, ago: bigint) => ({ service: "late", body, time: now() - ago * SECOND });
  await store.insertLogs([late("of now", 0n)]);
  await store.insertLogs([late("of an hour ago", 3_600n), late("of five days ago", 5n * 86_400n), late("of tomorrow", -86_400n)]);
  await store.insertSpans([
    { traceId: traceId(5), spanId: spanId(21), service: "late", name: "span of an hour ago", time: now() - 3_600n * SECOND },
  ]);
  await until(() => events.length >= 5);
  // The same time and text again: another record.
  const same = late("equal", 60n);
  await store.insertLogs([same, same]);
  await until(() => events.length >= 7);
  // What has not been seen yet is merged with what has.
  await store.insertLogs([late("just before a merge", 86_400n)]);
  await store.clickhouse.command("OPTIMIZE TABLE logs FINAL");
  await store.clickhouse.command("OPTIMIZE TABLE spans FINAL");
  await store.insertLogs([late("last", 0n)]);
  await until(() => texts(events).includes("last"));
  await close();
  expect(texts(events).toSorted()).toEqual(
    [
      "of now",
      "of an hour ago",
      "of five days ago",
      "of tomorrow",
      "span of an hour ago",
      "equal",
      "equal",
      "just before a merge",
      "last",
    ].toSorted(),
  );
});

test("a look reads only the parts that have something new", async () => {
  await store.insertLogs([{ service: "parts", body: "known" }]);
  const seen = await readArrivals(store.run);
  store.takeSql();
  await readArrivedLogs(
    store.run,
    { filter: parseLogFilter("attributes.tier=gold"), service: undefined },
    { after: seen.logs, upTo: new Map([["", (seen.logs.get("") ?? 0n) + 5n]]) },
    10,
  );
  const [{ sql, params }] = store.statements.splice(0) as [(typeof store.statements)[number]];
  expect(sql).toMatch(/toInt64\(splitByChar\('_', _part\)\[3\]\) > \{p\d+:Int64\} AND _block_number > \{p\d+:Int64\}/);
  const parts = async () => {
    const lines = await store.clickhouse.query<{ explain: string }>(`EXPLAIN indexes = 1 ${sql}`, { params: { ...params } });
    return lines.reduce((sum, { explain }) => sum + Number(/Parts: (\d+) \| Granules/.exec(explain)?.[1] ?? 0), 0);
  };
  expect(await parts()).toBe(0);
  await store.insertLogs([{ service: "parts", body: "new", attributes: { tier: "gold" } }]);
  expect(await parts()).toBeGreaterThan(0);
});

test("the typed client reads a live tail", async () => {
  const stop = new AbortController();
  const tail = client.tail({ service: "typed" }, { signal: stop.signal });
  const shown: TailEvent[] = [];
  void tail.next().then(({ value }) => value && shown.push(value));
  // It does not say when it has begun.
  while (shown.length === 0) {
    await store.insertLogs([{ service: "typed", body: "here", time: now() }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(shown[0]).toMatchObject({ type: "log", log: { body: "here", service: "typed" } });
  stop.abort();
  const rest = async () => {
    for await (const { type } of tail) expect(type).toBe("log");
  };
  await expect(rest()).rejects.toThrow("abort");
});

test("a live tail refuses what it does not understand", async () => {
  const [q, signal] = [client.tail({ q: "a OR" }), client.tail({ signal: "metrics" as "logs" })];
  for (const [query, message] of [
    [{ q: 'a=~"["' }, 'Parameter "q": a regular expression is not RE2: missing ]'],
    [{ traceql: "{ status = }" }, 'Parameter "traceql": TraceQL: '],
    [{ traceql: "{} && {}" }, "accepted is one filter { … } that asks nothing of other spans"],
    [{ traceql: "{ childCount > 1 }" }, "accepted is one filter { … } that asks nothing of other spans"],
    [{ traceql: "{} | rate()" }, 'Parameter "traceql"'],
  ] as const)
    await expect(client.tail(query).next()).rejects.toMatchObject({ status: 400, message: expect.stringContaining(message) });
  await expect(q.next()).rejects.toMatchObject({ status: 400, message: expect.stringContaining("expected a term after OR") });
  await expect(signal.next()).rejects.toMatchObject({ status: 400, message: expect.stringContaining("accepted are logs, spans and all") });
});

test("more live tails than are served are told to come back", async () => {
  const all = await Promise.all(Array.from({ length: 32 }, () => open({ service: "many" })));
  const response = await fetch(`${api.url}/api/v1/tail`);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await response.text()).toContain("32 live tails are open");
  await Promise.all(all.map(({ close }) => close()));
  await until(async () => (await fetch(`${api.url}/api/v1/tail`, { method: "HEAD" })).status === 200);
});

test("a live tail ends when its client goes, and when the query API stops; HEAD does not open one", async () => {
  const before = await tails();
  const { close } = await open();
  await close();
  while ((await tails()) > before) await new Promise((resolve) => setTimeout(resolve, 10));
  const head = request(`${api.url}/api/v1/tail`, { method: "HEAD" }).end();
  const [response] = await once(head, "response");
  expect(response.headers["content-type"]).toBe("text/event-stream");

  const other = await apiOn(store);
  const answer = await fetch(`${other.url}/api/v1/tail`);
  await other.stop();
  expect(await answer.text()).toContain(": throughline live tail");
});
