import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { parseLogFilter, readLogHistogram } from "@throughline/query";
import { type ApiClient, createApiClient } from "@throughline/api";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
const MINUTE = 60n * SECOND;
const DAY = 1_440n * MINUTE;
/** A round time, two days ago. */
const BEGIN = NOW - (NOW % DAY) - 2n * DAY;
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  await store.insertLogs([
    ...[0, 1, 2, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24].map((severity) => ({
      time: BEGIN + 1n,
      severity,
      body: "of all kinds",
      service: "kinds",
    })),
    { time: BEGIN + 2n, severity: 0, body: "by its text", service: "kinds", columns: { severity_text: "Warning" } },
    { time: BEGIN + 2n, severity: 9, body: "of the runtime", service: "kinds", event: "throughline.runtime" },
    ...Array.from({ length: 30 }, (_, index) => ({
      time: BEGIN + BigInt(index) * MINUTE,
      severity: index % 10 === 0 ? 17 : 9,
      body: `line ${index}`,
      traceId: traceId(index % 3),
      attributes: {
        index: ["i", String(index)] as const,
        tier: "gold",
        ...(index === 4 && { tags: ["a", '{"values":[{"stringValue":"x"}]}'] as const }),
      },
    })),
    { time: BEGIN + DAY + 1n, body: "a day later" },
  ]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});
afterAll(async () => {
  await api?.stop();
  await store.stop();
});
beforeEach(() => void store.takeSql());

const RANGE = { start: String(BEGIN), end: String(BEGIN + 30n * MINUTE) };

test("records are counted by step and severity, and steps without any are there", async () => {
  const { stepNano, total, info, error, points, notes } = await client.logHistogram({ ...RANGE, service: "cart", step: "5m" });
  expect({ stepNano, total, info, error, notes }).toEqual({ stepNano: String(5n * MINUTE), total: 30, info: 27, error: 3, notes: [] });
  expect(points.map((point) => [(BigInt(point.timeUnixNano) - BEGIN) / MINUTE, point.total, point.error])).toEqual([
    [0n, 5, 1],
    [5n, 5, 0],
    [10n, 5, 1],
    [15n, 5, 0],
    [20n, 5, 1],
    [25n, 5, 0],
  ]);
  const empty = await client.logHistogram({ ...RANGE, service: "nobody", points: 10 });
  expect(empty.points.map((point) => point.total)).toEqual(Array.from({ length: 6 }, () => 0));
});

test("each class of severity is counted, by its text where there is no number, and the runtime's events are not", async () => {
  expect(await client.logHistogram({ ...RANGE, service: "kinds" })).toMatchObject({
    total: 15,
    unset: 1,
    trace: 3,
    debug: 2,
    info: 2,
    warn: 3,
    error: 2,
    fatal: 2,
  });
});

test.each([
  ["tier=gold", 30, "has(items, {p"],
  ["tags=x OR index=7", 2, "UNION ALL"],
  ["index>=20", 10, "toInt64OrNull("],
  ["-line", 0, "NOT (hasAllTokens(body"],
  [`traceId=${traceId(1)}`, 10, "trace_id = toFixedString(unhex({p"],
])("%s finds %d, by %s", async (q, count, sql) => {
  const { points } = await readLogHistogram(store.run, {
    filter: parseLogFilter(q),
    scope: { service: "cart" },
    traceLimit: 10,
    range: { from: BEGIN, to: BEGIN + 30n * MINUTE },
    step: MINUTE,
    deadline: performance.now() + 20_000,
  });
  expect(points.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b), 0)).toBe(count);
  const text = store.takeSql();
  expect(text).toContain(sql);
  expect(text).toMatch(/intDiv\(toUnixTimestamp64Nano\(time\), \{p0:Int64\}\) AS steps/);
});

test("a count without words reads no bodies", async () => {
  const plan = async (q: string) => {
    await readLogHistogram(store.run, {
      filter: parseLogFilter(q),
      scope: { service: "cart" },
      traceLimit: 10,
      range: { from: BEGIN, to: BEGIN + 30n * MINUTE },
      step: MINUTE,
      deadline: performance.now() + 20_000,
    });
    const { sql, params } = store.statements.at(-1) as (typeof store.statements)[number];
    const lines = await store.clickhouse.query<{ explain: string }>(`EXPLAIN header = 1 ${sql}`, { params: { ...params } });
    const text = lines.map(({ explain }) => explain).join("\n");
    return text.slice(text.indexOf("ReadFromMergeTree"));
  };
  expect(await plan("body=nothing")).toContain("body");
  expect(await plan("severity>=warn")).not.toMatch(/\b(?:body|attributes)\b/);
});

test("a range of days is counted day by day, to the nanosecond at its edges", async () => {
  const ask = async (from: bigint, to: bigint) => client.logHistogram({ start: String(from), end: String(to), service: "cart", points: 7 });
  expect(await ask(BEGIN, BEGIN + DAY + 2n)).toMatchObject({ total: 31, stepNano: String(6n * 60n * MINUTE) });
  expect((await ask(BEGIN, BEGIN + DAY + 1n)).total).toBe(30);
  expect((await ask(BEGIN + 1n, BEGIN + DAY + 1n)).total).toBe(29);
});

test("steps that would be too many are widened, which is said; of a trace all of the retention is counted", async () => {
  const { stepNano, points, notes } = await client.logHistogram({ ...RANGE, step: "1ms" });
  expect({ stepNano, codes: notes.map(({ code }) => code) }).toEqual({ stepNano: String(2n * SECOND), codes: ["step_widened"] });
  expect(points).toHaveLength(900);
  expect((await client.logHistogram({ traceId: traceId(2) })).total).toBe(10);
  expect((await client.logHistogram({})).total).toBe(0);
});

test("a count that runs out of time says how far it came", async () => {
  const { countedFrom } = await readLogHistogram(store.run, {
    filter: parseLogFilter(""),
    scope: {},
    traceLimit: 1,
    range: { from: 0n, to: NOW },
    step: 365n * DAY,
    deadline: performance.now() - 1,
  });
  expect(countedFrom).toBe(NOW);
});

test.each([
  [{ step: "soon" }, 'Parameter "step" "soon" is not accepted: accepted is a number with ns'],
  [{ points: 0 }, "accepted is a whole number from 1 to 1000"],
  [{ q: "(" }, "expected a term in the parentheses"],
])("%j is a 400 that says what is accepted", async (query, message) => {
  await expect(client.logHistogram(query)).rejects.toMatchObject({ status: 400, message: expect.stringContaining(message) });
});
