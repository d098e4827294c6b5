import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type LogCursor, type LogSearch, parseLogFilter, searchLogs } from "@throughline/query";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
const HOUR = 3_600n * SECOND;
const DAY = { from: NOW - 24n * HOUR, to: NOW + HOUR };

beforeAll(async () => {
  await store.start();
  await store.insertSpans([{ traceId: traceId(1), spanId: spanId(1), correlationIds: ["action-1"], time: NOW - 5n * HOUR }]);
  await store.insertLogs([
    {
      time: NOW - 1n * SECOND,
      body: "a: Payment FAILED: card_declined for user-42",
      severity: 17,
      traceId: traceId(1),
      spanId: spanId(1),
      attributes: { "order.id": ["i", "77"], tier: "gold" },
    },
    {
      time: NOW - 2n * SECOND,
      body: "b: payment accepted",
      correlationIds: ["action-1"],
      attributes: { "order.id": "77", ratio: ["d", "0.5"] },
      resource: { "host.name": "host-1" },
    },
    { time: NOW - 3n * SECOND, body: "c: Größe ÜBER 100%", severity: 0, service: "sizes", columns: { severity_text: "WARN" } },
    {
      time: NOW - 4n * SECOND,
      body: "calculation_failed",
      severity: 13,
      event: "",
      attributes: { tags: ["a", '{"values":[{"stringValue":"x y"},{"intValue":"5"}]}'] },
    },
    { time: NOW - 5n * SECOND, body: "e: x", severity: 5, event: "calculation_failed" },
    { time: NOW - 6n * SECOND, body: "f: x", severity: 21, attributes: { event: "calculation_failed" }, resource: { tier: "silver" } },
    { time: NOW - 7n * SECOND, body: "g: still running", event: "throughline.span.open", traceId: traceId(1) },
    { time: NOW - 20n * HOUR, body: "h: payment of old", traceId: traceId(1) },
  ]);
});
afterAll(() => store.stop());
beforeEach(() => void store.takeSql());

/** First letters of the bodies that are found, newest first. */
async function find(q: string, options: Partial<LogSearch> = {}): Promise<string> {
  const { rows } = await searchLogs(store.run, {
    terms: parseLogFilter(q),
    range: { from: NOW - HOUR, to: NOW + SECOND },
    limit: 100,
    traceLimit: 100,
    deadline: performance.now() + 20_000,
    ...options,
  });
  return rows.map(({ body }) => (body === "calculation_failed" ? "d" : body[0])).join("");
}

test("an empty filter finds every record but the runtime's own events, newest first", async () => {
  expect(await find("")).toBe("abcdef");
  expect(store.takeSql()).toContain("NOT startsWith(event_name, 'throughline.')");
});

test.each([
  ["payment", "hasAllTokens(body, {p", "ab"],
  ["PAYMENT accepted", "hasAllTokens(body, {p", "b"],
  ["pay", "hasAllTokens(body, {p", ""],
  ["card_declined", "positionCaseInsensitiveUTF8(body, {p", "a"],
  ["user-42", "positionCaseInsensitiveUTF8(body, {p", "a"],
  ["declined_card", "positionCaseInsensitiveUTF8(body, {p", ""],
  ["über", "tokens(lowerUTF8(body)", "c"],
  ["GRÖSSE", "tokens(lowerUTF8(body)", ""],
  ["GRÖßE", "tokens(lowerUTF8(body)", "c"],
  ["100%", "positionCaseInsensitiveUTF8(body, {p", "c"],
  ["%", "positionCaseInsensitiveUTF8(body, {p", "c"],
  ['"failed: CARD"', "positionCaseInsensitiveUTF8(body, {p", "a"],
  ['"nt FAILED: card_decl"', "hasAllTokens(body, {p", "a"],
  ['"ayment acc"', "positionCaseInsensitiveUTF8(body, {p", "b"],
  ["-payment", "NOT (hasAllTokens(body, {p", "cdef"],
  ['-"payment" -x', "NOT (positionCaseInsensitiveUTF8(body, {p", "cd"],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["service=sizes", "service = {p", "c"],
  ["service!=cart", "service != {p", "c"],
  ["severity>=warn", ">= {p", "acdf"],
  ["severity=warn", "BETWEEN", "cd"],
  ["severity=Warning", "BETWEEN", "cd"],
  ["severity>warn", "> {p", "af"],
  ["severity<info", "< {p", "e"],
  ["severity<=9", "<= {p", "be"],
  ["severity!=info", "NOT (", "acdef"],
  ["body=calculation_failed", "body = {p", "d"],
  ["event=calculation_failed", "event_name = {p", "def"],
  ['event = "calculation_failed"', "event_name = {p", "def"],
  ["event=throughline.span.open", "event_name = {p", "g"],
  ["-event=calculation_failed", "NOT (", "abc"],
  ["order.id=77", "has(attributes.keys", "ab"],
  ["order.id>76", "toInt64OrNull(", "a"],
  ["ratio<=0.5", "toFloat64OrNull(", "b"],
  ["tier=gold", "has(attributes.keys", "a"],
  ["tier=silver", "resource IN (SELECT resource FROM resources", "f"],
  ["tier!=gold", "resource IN (SELECT resource FROM resources", "f"],
  ["-tier=gold", "NOT (", "bcdef"],
  ["host.name=host-1 payment", "resource IN (SELECT resource FROM resources", "b"],
  ['tags="x y"', "JSONExtractArrayRaw(", "d"],
  ["tags=5", "JSONExtractArrayRaw(", "d"],
  ["tags=6", "JSONExtractArrayRaw(", ""],
  ['"order.id"=77 severity=error', "BETWEEN", "a"],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test("records of a trace are found by its ID, whatever their time", async () => {
  expect(await find("", { traceId: traceId(1), range: DAY })).toBe("ah");
  expect(store.takeSql()).toContain("trace_id = toFixedString(unhex({p");
  expect(await find("", { traceId: traceId(2) })).toBe("");
});

test("records of an action are those of its traces and those that carry its ID outside any trace", async () => {
  expect(await find("", { correlationId: "action-1", range: DAY })).toBe("abh");
  expect(store.takeSql()).toContain("has(correlation_ids, {p");
  expect(await find("payment", { correlationId: "action-1", traceId: traceId(1), range: DAY })).toBe("ah");
  expect(await find("", { correlationId: "nobody" })).toBe("");
});

test("text of the user is never in the SQL", async () => {
  await find(`"evil' OR 1" evil')--=evil -evil\\ key>1 "evil"="evil'"`.replace("key", "evil"));
  expect(store.takeSql()).not.toContain("evil");
});

test("a word's token index skips the parts that have none of it", async () => {
  const { sql, params } = (await find("payment"), store.statements[0]) as { sql: string; params: Record<string, unknown> };
  const explained = await store.clickhouse.query<{ explain: string }>(`EXPLAIN indexes = 1 ${sql}`, { params });
  expect(explained.map(({ explain }) => explain).join("\n")).toMatch(/Name: body_words/);
});

async function pages(limit: number, between: () => Promise<void>): Promise<string[]> {
  const bodies: string[] = [];
  for (let cursor: LogCursor | undefined; ;) {
    const page = await searchLogs(store.run, {
      terms: parseLogFilter("service=ties"),
      range: { from: NOW - HOUR, to: NOW + HOUR },
      limit,
      traceLimit: 100,
      deadline: performance.now() + 20_000,
      ...(cursor && { cursor }),
    });
    bodies.push(...page.rows.map(({ body }) => body));
    if (!page.next) return bodies;
    cursor = page.next;
    await between();
  }
}

let newer = 0n;

test.each([1, 2, 3, 7])(
  "pages of %d neither skip nor repeat records of the same nanosecond, equal ones and newer ones between",
  async (limit) => {
    const service = "ties";
    if (limit === 1) {
      const time = NOW - 60n * SECOND;
      await store.insertLogs([
        ...["one", "two", "three", "same", "same", "same", "same"].map((body) => ({ service, body, time })),
        { service, body: "older", time: time - 1n },
      ]);
    }
    const all = await pages(1_000, async () => {});
    const paged = await pages(limit, () => store.insertLogs([{ service, body: "newer", time: NOW + newer++ }]));
    expect(paged).toEqual(all);
  },
);

test("a search whose time is over says how far it came", async () => {
  const result = await searchLogs(store.run, {
    terms: [],
    range: { from: 0n, to: NOW },
    limit: 5,
    traceLimit: 1,
    deadline: performance.now() - 1,
  });
  expect(result).toEqual({ rows: [], tracesWereCut: false, searchedFrom: NOW });
});
