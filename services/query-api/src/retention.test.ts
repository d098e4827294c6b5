import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient } from "@throughline/api";
import { createQueryApi, type QueryApi } from "./index.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** Traces that are kept for a week, logs for three days, samples for one. */
const DAY = 86_400n * SECOND;
const store = new TestStore();
const running: QueryApi[] = [];
let client: ApiClient;

async function clientOf(retention: { traces: number; logs: number; profiles: number }): Promise<ApiClient> {
  const api = createQueryApi({ host: "127.0.0.1", port: 0, clickhouse: store.options, retention, tokens: [] });
  await api.start();
  running.push(api);
  return createApiClient({ baseUrl: api.url });
}

beforeAll(async () => {
  await store.start();
  await store.insertSpans(
    [1, 2, 5].map((age) => ({ traceId: traceId(age), spanId: spanId(age), time: NOW - BigInt(age) * DAY + 60n * SECOND })),
  );
  await store.insertSamples([{ stack: ["main (main.js:1)"], time: NOW }]);
  await store.insertLogs([
    {
      traceId: traceId(6),
      spanId: spanId(6),
      time: NOW - 5n * DAY,
      event: "throughline.span.open",
      attributes: {
        "throughline.span.start_time_unix_nano": ["i", String(NOW - 5n * DAY - SECOND)],
        "throughline.span.age_nano": ["i", String(SECOND)],
        "throughline.span.next_report_nano": ["i", String(SECOND)],
      },
    },
  ]);
  client = await clientOf({ traces: 7 * 86_400, logs: 3 * 86_400, profiles: 86_400 });
});

afterAll(async () => {
  await Promise.all(running.map((api) => api.stop()));
  await store.stop();
});

/** Signals that notes say to have expired. */
const expired = ({ notes }: { readonly notes: readonly { readonly code: string; readonly message: string }[] }) =>
  notes
    .filter(({ code }) => code === "before_retention")
    .map(({ message }) => /has expired of (.*), kept for (.*)$/.exec(message)?.slice(1));

test("a trace says which of its signals are kept for a shorter time than it is old", async () => {
  expect(expired(await client.trace(traceId(1)))).toEqual([]);
  expect(expired(await client.trace(traceId(2)))).toEqual([["profiles", "1d"]]);
  expect(expired(await client.trace(traceId(5)))).toEqual([
    ["logs", "3d"],
    ["profiles", "1d"],
  ]);
});

test("a range is judged by what its answer is made of", async () => {
  const start = "-4d";
  expect(expired(await client.traces({ start }))).toEqual([]);
  expect(expired(await client.red({ start }))).toEqual([]);
  expect(expired(await client.logs({ start }))).toEqual([["logs", "3d"]]);
  expect(expired(await client.attributes({ start, scope: "log" }))).toEqual([["logs", "3d"]]);
  expect(expired(await client.attributes({ start }))).toEqual([]);
  expect(expired(await client.stalls({ start }))).toEqual([["logs", "3d"]]);
  expect(expired(await client.flamegraph({ service: "cart", start, missing: "note" }))).toEqual([["profiles", "1d"]]);
  expect(expired(await client.traces({ start: "-8d" }))).toEqual([["traces", "7d"]]);
});

test("a flame graph of a trace that is older than samples are kept does not say that nothing was sampled", async () => {
  await expect(client.flamegraph({ traceId: traceId(5) })).rejects.toMatchObject({
    status: 404,
    code: "expired",
    message: expect.stringMatching(/kept for 1d, and trace .* ran until /),
  });
});

test("a trace whose spans are all gone is not taken for one that never ended", async () => {
  expect((await client.trace(traceId(6))).spans).toMatchObject([{ open: { state: "lost" } }]);
  const shortTraces = await clientOf({ traces: 86_400, logs: 7 * 86_400, profiles: 86_400 });
  await expect(shortTraces.trace(traceId(6))).rejects.toThrow("older than the retention of 1d of traces and profiles, 7d of logs");
});

test("what is stored says how long it is kept", async () => {
  const { retentionNano, signals } = await client.storage();
  expect(signals.map((of) => [of.signal, of.retentionNano])).toEqual([
    ["traces", String(7n * DAY)],
    ["logs", String(3n * DAY)],
    ["profiles", String(DAY)],
    ["shared", String(7n * DAY)],
  ]);
  expect(retentionNano).toBe(String(7n * DAY));
});
