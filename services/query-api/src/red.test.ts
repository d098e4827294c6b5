import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient, type Red } from "@throughline/api";
import { readRed } from "@throughline/query";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, TestStore, type TestSpan, traceId } from "./testing/store.ts";

const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const MILLI = 1_000_000n;
/** What the reference promises: 2.2 %. */
const ERROR = 0.022;
/** A whole hour that is over. */
const FROM = NOW - (NOW % HOUR) - 3n * HOUR;
const RANGE = { start: String(FROM), end: String(FROM + HOUR) };

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;
let ids = 0;

function span(columns: Omit<TestSpan, "traceId" | "spanId">): TestSpan {
  ids++;
  return { traceId: traceId(ids), spanId: spanId(ids), ...columns };
}

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    // 1 ms to 100 ms in the first minute; every tenth fails.
    ...Array.from({ length: 100 }, (_, index) =>
      span({ time: FROM + BigInt(index) * MILLI, duration: BigInt(index + 1) * MILLI, status: index % 10 === 0 ? "error" : "ok" }),
    ),
    span({ time: FROM + 2n * MINUTE, duration: 7n * SECOND, name: "POST /cart" }),
    span({ time: FROM + 2n * MINUTE + SECOND, duration: 30n * MILLI, name: "GET /cart", kind: "client" }),
    span({ time: FROM + 59n * MINUTE + 59n * SECOND, duration: 0n, service: "mailer", name: "send", kind: "consumer" }),
    // Outside of the hour, to the minute.
    span({ time: FROM - 1n }),
    span({ time: FROM + HOUR }),
  ]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

/** How far off a percentile is, as a share of what it should be. */
const error = (found: string | null | undefined, millis: number) => Math.abs(Number(found) / (millis * 1e6) - 1);
const points = ({ points: all }: { points: Red["total"]["points"] }) =>
  all.flatMap(({ timeUnixNano, calls, errors }) =>
    calls > 0 ? [[Number((BigInt(timeUnixNano) - FROM) / MINUTE), calls, errors] as const] : [],
  );

test("without a service there is a series for each, with calls, errors and percentiles over the range and in each step", async () => {
  const { stepSeconds, total, series, notes } = await client.red(RANGE);
  expect(notes).toEqual([]);
  expect(stepSeconds).toBe(60);
  expect(series.map(({ service, operation, kind, calls, errors }) => [service, operation, kind, calls, errors])).toEqual([
    ["cart", null, null, 102, 10],
    ["mailer", null, null, 1, 0],
  ]);
  const [cart, mailer] = series;
  expect(cart?.points).toHaveLength(60);
  expect(points(cart as Red["total"])).toEqual([
    [0, 100, 10],
    [2, 2, 0],
  ]);
  expect(points(mailer as Red["total"])).toEqual([[59, 1, 0]]);
  expect(points(total)).toEqual([
    [0, 100, 10],
    [2, 2, 0],
    [59, 1, 0],
  ]);
  expect([total.calls, total.errors]).toEqual([103, 10]);
  const first = cart?.points[0];
  expect(error(first?.p50Nano, 50)).toBeLessThan(ERROR);
  expect(error(first?.p95Nano, 95)).toBeLessThan(ERROR);
  expect(error(first?.p99Nano, 99)).toBeLessThan(ERROR);
  expect(error(cart?.p99Nano, 100)).toBeLessThan(ERROR);
  expect(cart?.points[1]).toEqual({
    timeUnixNano: String(FROM + MINUTE),
    calls: 0,
    errors: 0,
    p50Nano: null,
    p95Nano: null,
    p99Nano: null,
  });
  expect(mailer?.p50Nano).toBe("0"); // zero is exact
});

test("with a service there is a series for each operation of it, by name and kind; an operation and kinds narrow it", async () => {
  const names = ({ series }: Red) => series.map(({ operation, kind, calls, errors }) => [operation, kind, calls, errors]);
  expect(names(await client.red({ ...RANGE, service: "cart" }))).toEqual([
    ["GET /cart", "server", 100, 10],
    ["GET /cart", "client", 1, 0],
    ["POST /cart", "server", 1, 0],
  ]);
  const one = await client.red({ ...RANGE, service: "cart", operation: "GET /cart" });
  expect(names(one)).toEqual([
    ["GET /cart", "server", 100, 10],
    ["GET /cart", "client", 1, 0],
  ]);
  expect(one.total.calls).toBe(101);
  expect(names(await client.red({ ...RANGE, service: "cart", kind: "server" }))).toEqual([
    ["GET /cart", "server", 100, 10],
    ["POST /cart", "server", 1, 0],
  ]);
  const entries = await client.red({ ...RANGE, kind: "server,consumer" });
  expect(entries.series.map(({ service, calls }) => [service, calls])).toEqual([
    ["cart", 101],
    ["mailer", 1],
  ]);
});

test("percentiles of any durations are off by what the reference says at most", async () => {
  // Logarithmically even from 1 µs to 1 h, in an order of their own.
  const durations = Array.from({ length: 1_000 }, (_, index) => BigInt(Math.round(1e3 * 3.6e9 ** (((index * 617) % 1_000) / 999))));
  await store.insertSpans(durations.map((duration) => span({ time: FROM + 10n * MINUTE, duration, service: "any", name: "any" })));
  const { total } = await client.red({ ...RANGE, service: "any" });
  const sorted = durations.map(Number).toSorted((a, b) => a - b);
  for (const [share, found] of [
    [0.5, total.p50Nano],
    [0.95, total.p95Nano],
    [0.99, total.p99Nano],
  ] as const) {
    const exact = sorted[Math.ceil(share * 1_000) - 1] as number;
    expect(error(found, exact / 1e6)).toBeLessThan(ERROR);
  }
});

test("percentiles of few durations are those of the lower rank, whether few services are known or one is asked for", async () => {
  const from = FROM - 2n * HOUR;
  // In each minute one more than in the one before, far from one another.
  const durations = Array.from({ length: 60 }, (_, minute) =>
    Array.from({ length: minute + 1 }, (__, index) => BigInt(Math.round(1e3 * 3.6e9 ** (((minute * 101 + index * 617) % 1_009) / 1_008)))),
  );
  await store.insertSpans(
    durations.flatMap((all, minute) =>
      all.map((duration) => span({ time: from + BigInt(minute) * MINUTE, duration, service: "few", name: "few" })),
    ),
  );
  const range = { start: String(from), end: String(from + HOUR), step: "1m" };
  const [ofService] = (await client.red({ ...range, service: "few" })).series;
  const [ofAll] = (await client.red(range)).series;
  expect(ofAll?.points).toEqual(ofService?.points);
  for (const [minute, all] of durations.entries()) {
    const sorted = all.map(Number).toSorted((a, b) => a - b);
    const point = ofAll?.points[minute];
    for (const [share, found] of [
      [0.5, point?.p50Nano],
      [0.95, point?.p95Nano],
      [0.99, point?.p99Nano],
    ] as const)
      expect(error(found, (sorted[Math.ceil(share * sorted.length) - 1] as number) / 1e6)).toBeLessThan(ERROR);
  }
});

test("steps are whole units, begin at multiples of their length, and are not more than an answer holds", async () => {
  const five = await client.red({ ...RANGE, service: "cart", step: "4m" });
  expect(five.stepSeconds).toBe(300);
  expect(points(five.total)).toEqual([[0, 102, 10]]);
  expect(five.total.points).toHaveLength(12);
  const odd = await client.red({ start: String(FROM + 7n * MINUTE), end: RANGE.end, step: "900" });
  expect(odd.total.points.map(({ timeUnixNano }) => (BigInt(timeUnixNano) - FROM) / MINUTE)).toEqual([0n, 15n, 30n, 45n]);
  expect(odd.total.calls).toBeGreaterThanOrEqual(100); // the first step is whole
  const long = await client.red({ start: String(FROM - 24n * HOUR), end: RANGE.end, step: "1m" });
  expect(long.stepSeconds).toBe(300);
  expect(long.total.points.length).toBeLessThanOrEqual(500);
  expect(long.notes.map(({ code }) => code)).toEqual(["step_widened"]);
  expect((await client.red({ start: String(FROM - 24n * HOUR), end: RANGE.end })).stepSeconds).toBe(900);
});

test("without start and end it is the last hour, which is said to grow still", async () => {
  await store.insertSpans([span({ time: NOW - SECOND, service: "live", name: "live" })]);
  const { total, notes, stepSeconds } = await client.red({ service: "live" });
  expect(total.calls).toBe(1);
  expect(stepSeconds).toBe(60);
  expect([60, 61]).toContain(total.points.length);
  expect(notes.map(({ code }) => code)).toEqual(["still_arriving"]);
});

test("what was stored before durations were counted has calls and errors, and a note says that percentiles are of the rest", async () => {
  await store.clickhouse.command(
    `INSERT INTO red (minute, service, name, kind, calls, errors, duration_sum)
     SELECT fromUnixTimestamp64Nano({time:Int64}, 'UTC'), 'old', 'GET /old', 'server', 5, 2, 1000`,
    { params: { time: String(FROM + MINUTE) } },
  );
  const unknown = await client.red({ ...RANGE, service: "old" });
  expect(unknown.total).toMatchObject({ calls: 5, errors: 2, p50Nano: null });
  expect(unknown.notes).toEqual([
    { code: "durations_unknown", message: "5 of 5 calls were stored before durations were counted: percentiles are of the others" },
  ]);
  await store.insertSpans([span({ time: FROM + MINUTE, duration: 40n * MILLI, service: "old", name: "GET /old" })]);
  const some = await client.red({ ...RANGE, service: "old" });
  expect(some.total).toMatchObject({ calls: 6, errors: 2 });
  expect(error(some.total.p50Nano, 40)).toBeLessThan(ERROR);
  expect(some.notes[0]?.message).toMatch(/^5 of 6 calls/);
});

test("beyond the most called, series are cut and the total is of all", async () => {
  const found = await readRed(store.run, {
    range: { from: FROM, to: FROM + HOUR },
    stepSeconds: 3_600,
    maxSeries: 1,
    kinds: ["consumer", "client"],
  });
  expect(found.series.map(({ service }) => service)).toEqual(["cart"]);
  expect(found.seriesWereCut).toBe(true);
  expect(found.total.calls).toBe(2);
});

test("only where there may be more services than series it is asked which are called most", async () => {
  const asked = async (maxSeries: number) => {
    store.takeSql();
    await readRed(store.run, { range: { from: FROM, to: FROM + HOUR }, stepSeconds: 3_600, maxSeries });
    return store.takeSql();
  };
  expect(await asked(100)).not.toContain("ORDER BY sum(calls)");
  expect(await asked(1)).toContain("ORDER BY sum(calls)");
});

test("names reach SQL only as bound parameters", async () => {
  store.takeSql();
  const evil = "x' OR '1' = '1";
  const found = await readRed(store.run, {
    range: { from: FROM, to: FROM + HOUR },
    stepSeconds: 60,
    maxSeries: 9,
    service: evil,
    operation: evil,
    kinds: [evil],
  });
  expect(found.total.calls).toBe(0);
  const sql = store.takeSql();
  expect(sql).not.toContain(evil);
  expect(sql).toMatch(/service = \{p\d+:String\} AND name = \{p\d+:String\} AND has\(\{p\d+:Array\(String\)\}, toString\(kind\)\)/);
});

test("nothing found and an expired range are told apart", async () => {
  const nothing = await client.red({ ...RANGE, service: "nobody" });
  expect(nothing).toMatchObject({ series: [], total: { calls: 0, p50Nano: null }, notes: [{ code: "no_match" }] });
  expect(nothing.total.points).toHaveLength(60);
  const expired = await client.red({ start: "-30d", end: "-20d" });
  expect(expired.notes.map(({ code }) => code)).toEqual(["before_retention", "no_match"]);
});

test.each([
  ["kind=servant", /"kind" "servant" is not accepted: accepted are unspecified, internal, server/],
  ["step=soon", /"step" "soon" is not accepted: accepted is a number with ns/],
  ["step=0", /"step" "0" is not accepted/],
  ["start=now&end=-1h", /is not before the end/],
  ["service=", /the name of a service is needed/],
  ["foo=1", /Unknown parameter "foo": accepted are service, operation, kind, start, end, step/],
])("?%s is a 400 that says what is accepted", async (query, message) => {
  const response = await fetch(`${api.url}/api/v1/red?${query}`);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { error: { message: string } }).error.message).toMatch(message);
});
