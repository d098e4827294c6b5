import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient, type TailEvent } from "@throughline/api";
import { createQueryApi, type QueryApi } from "./index.ts";
import { SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  api = createQueryApi({
    host: "127.0.0.1",
    port: 0,
    tokens: [],
    retention: { nanos: 7n * 86_400n * SECOND, seconds: 7 * 86_400, text: "7d" },
    clickhouse: store.options,
  });
  await api.start();
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;
/** Later than now: it is new to a tail that has just been opened, and new for long enough. So each test has services of its own. */
const soon = (): bigint => now() + 5n * SECOND;

/** Opens a tail; what is inserted when this has resolved happens after its beginning. */
async function open(query: Parameters<ApiClient["tail"]>[0] = {}): Promise<{ events: TailEvent[]; close: () => Promise<void> }> {
  const events: TailEvent[] = [];
  const stop = new AbortController();
  const before = await tails();
  const done = (async () => {
    for await (const event of client.tail(query, { signal: stop.signal })) events.push(event);
  })().catch(() => {});
  while ((await tails()) <= before) await new Promise((resolve) => setTimeout(resolve, 10));
  return {
    events,
    async close() {
      stop.abort();
      await done;
    },
  };
}

/** How many requests run, this one included. */
async function tails(): Promise<number> {
  return Number(/^throughline_query_requests_running (\d+)$/m.exec(await client.metrics())?.[1]);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("Waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a live tail brings log records and ended spans once each, oldest first, and nothing from before", async () => {
  await store.insertLogs([{ time: now() - 5n * SECOND, service: "cart", body: "before" }]);
  const { events, close } = await open({ service: "cart" });
  const at = soon();
  await store.insertLogs([
    { time: at + 2n, service: "cart", body: "second", attributes: { "order.id": "77" } },
    { time: at + 1n, service: "cart", body: "first" },
  ]);
  // It began before the tail did, and ended after it.
  await store.insertSpans([
    { traceId: traceId(1), spanId: spanId(1), time: at - 60n * SECOND, duration: 60n * SECOND + 3n, service: "cart", name: "GET /" },
  ]);
  await until(() => events.length >= 3);
  await store.insertLogs([{ time: soon(), service: "cart", body: "third" }]);
  await until(() => events.length >= 4);
  await close();
  expect(
    events.map((event) => (event.type === "log" ? event.log.body : event.type === "span" ? event.span.name : event.note.code)),
  ).toEqual(["first", "second", "GET /", "third"]);
  expect(events[1]).toMatchObject({ log: { service: "cart", attributes: { "order.id": "77" } } });
});

test("a live tail takes the filter of the log search, a service, and one kind only", async () => {
  const filtered = await open({ q: "declined severity>=warn" });
  const ofService = await open({ service: "payment" });
  const spans = await open({ signal: "spans", service: "payment" });
  const at = soon();
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
  const texts = (events: readonly TailEvent[]) =>
    events.map((event) => (event.type === "log" ? event.log.body : event.type === "span" ? event.span.name : "")).toSorted();
  expect(texts(filtered.events)).toEqual(["card declined"]);
  expect(texts(ofService.events)).toEqual(["card declined", "card taken", "pay"]);
  expect(texts(spans.events)).toEqual(["pay"]);
});

test("a live tail says that there was more than it shows", async () => {
  const { events, close } = await open({ signal: "logs", service: "loud" });
  const at = soon();
  await store.insertLogs(Array.from({ length: 700 }, (_, index) => ({ time: at + BigInt(index), service: "loud", body: `line ${index}` })));
  await until(() => events.length >= 501);
  await close();
  expect(events[0]).toMatchObject({ type: "note", note: { code: "tail_behind" } });
  expect(events.at(-1)).toMatchObject({ log: { body: "line 699" } });
});

test("a live tail refuses what it does not understand", async () => {
  const [q, signal] = [client.tail({ q: "a OR" }), client.tail({ signal: "metrics" as "logs" })];
  await expect(q.next()).rejects.toMatchObject({ status: 400, message: expect.stringContaining("expected a term after OR") });
  await expect(signal.next()).rejects.toMatchObject({ status: 400, message: expect.stringContaining("accepted are logs, spans and all") });
});

test("a live tail ends when its client goes, and when the query API stops; HEAD does not open one", async () => {
  const before = await tails();
  const { close } = await open();
  await close();
  while ((await tails()) > before) await new Promise((resolve) => setTimeout(resolve, 10));
  const head = request(`${api.url}/api/v1/tail`, { method: "HEAD" }).end();
  const [response] = await once(head, "response");
  expect(response.headers["content-type"]).toBe("text/event-stream");

  const other = createQueryApi({
    host: "127.0.0.1",
    port: 0,
    tokens: [],
    retention: { nanos: 7n * 86_400n * SECOND, seconds: 7 * 86_400, text: "7d" },
    clickhouse: store.options,
  });
  await other.start();
  const answer = await fetch(`${other.url}/api/v1/tail`);
  await other.stop();
  expect(await answer.text()).toContain(": throughline live tail");
});
