import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type LogCursor, type LogSearch, parseLogFilter, readLogHistogram, searchLogs } from "@throughline/query";
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
    {
      time: NOW - 6_500_000_000n,
      body: "i: line one\nslow query took 12 ms (SELECT)",
      service: "numbers",
      attributes: {
        duration: ["i", "9007199254740993"],
        load: ["d", "0.5"],
        whole: ["d", "200"],
        version: "1.10",
        flag: ["b", "true"],
        sizes: ["a", '{"values":[{"intValue":"5"},{"doubleValue":7.5},{"stringValue":"m"}]}'],
        "resource.host.name": "odd",
      },
      resource: { "host.name": "host-2", "process.pid": ["i", "4242"] },
    },
    { time: NOW - 7n * SECOND, body: "g: still running", event: "throughline.span.open", traceId: traceId(1) },
    { time: NOW - 20n * HOUR, body: "h: payment of old", traceId: traceId(1) },
  ]);
});
afterAll(() => store.stop());
beforeEach(() => void store.takeSql());

/** First letters of the bodies that are found, newest first. */
async function find(q: string, options: Partial<LogSearch> = {}): Promise<string> {
  const { rows } = await searchLogs(store.run, {
    filter: parseLogFilter(q),
    scope: {},
    order: "newest",
    range: { from: NOW - HOUR, to: NOW + SECOND },
    limit: 100,
    traceLimit: 100,
    deadline: performance.now() + 20_000,
    ...options,
  });
  return rows.map(({ body }) => (body === "calculation_failed" ? "d" : body[0])).join("");
}

test("an empty filter finds every record but the runtime's own events, newest first", async () => {
  expect(await find("")).toBe("abcdefi");
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
  ["-payment", "NOT (hasAllTokens(body, {p", "cdefi"],
  ['-"payment" -x', "NOT (positionCaseInsensitiveUTF8(body, {p", "cdi"],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["service=sizes", "service = {p", "c"],
  ["service!=cart", "service != {p", "ci"],
  ["severity>=warn", ">= {p", "acdf"],
  ["severity=warn", "BETWEEN", "cd"],
  ["severity=Warning", "BETWEEN", "cd"],
  ["severity>warn", "> {p", "af"],
  ["severity<info", "< {p", "e"],
  ["severity<=9", "<= {p", "bei"],
  ["severity!=info", "NOT (", "acdef"],
  ["body=calculation_failed", "body = {p", "d"],
  ["event=calculation_failed", "event_name = {p", "def"],
  ['event = "calculation_failed"', "event_name = {p", "def"],
  ["event=throughline.span.open", "event_name = {p", "g"],
  ["-event=calculation_failed", "NOT (", "abci"],
  ["order.id=77", "has(attributes.keys", "ab"],
  ["order.id>76", "toInt64OrNull(", "a"],
  ["ratio<=0.5", "toFloat64OrNull(", "b"],
  ["tier=gold", "has(attributes.keys", "a"],
  ["tier=silver", "resource IN (SELECT resource FROM resources", "f"],
  ["tier!=gold", "resource IN (SELECT resource FROM resources", "f"],
  ["-tier=gold", "NOT (", "bcdefi"],
  ["host.name=host-1 payment", "resource IN (SELECT resource FROM resources", "b"],
  ['tags="x y"', "JSONExtractArrayRaw(", "d"],
  ["tags=5", "JSONExtractArrayRaw(", "d"],
  ["tags=6", "JSONExtractArrayRaw(", ""],
  ['"order.id"=77 severity=error', "BETWEEN", "a"],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["duration>9007199254740992", "toInt64OrNull(", "i"],
  ["duration>9007199254740993", "toInt64OrNull(", ""],
  ["duration>=9007199254740992.0", "toInt64OrNull(", "i"],
  ["duration=9007199254740993", "has(items, {p", "i"],
  ["duration=9007199254740992", "has(items, {p", ""],
  ["duration<1e16", ":Float64}", "i"],
  ["load=0.50", "toFloat64OrNull(", "i"],
  ['load="0.50"', "has(items, {p", ""],
  ["load!=0.50", "NOT (", ""],
  ["load!=5e-1", "NOT (", ""],
  ["load<1", "toFloat64OrNull(", "i"],
  ["whole=200 whole!=201 NOT whole=201", "has(items, {p", "i"],
  ["whole!=200", "NOT (", ""],
  ["order.id>=77", "toInt64OrNull(", "a"],
  ['order.id>="77"', "attributes[{p", "b"],
  ['version>"1.1"', "attributes[{p", "i"],
  ['version>"1.2"', "attributes[{p", ""],
  ['version<"a"', "attributes[{p", "i"],
  ["version>1.0", "toFloat64OrNull(", ""],
  ["flag=true", "has(items, {p", "i"],
  ["sizes>7", "arrayExists(e -> ", "i"],
  ["sizes>7.5", "arrayExists(e -> ", ""],
  ["sizes=7.5", "arrayExists(e -> e = {p", "i"],
  ["sizes=7.50", "arrayExists(e -> ", "i"],
  ["sizes=~[l-n]", "arrayExists(e -> (match(e, {p", "i"],
  ["sizes!=5", "NOT (", ""],
  ['service>"m"', "service > {p", "ci"],
  ["service.name=sizes", "service = {p", "c"],
  ["resource.service.name=sizes", "service = {p", "c"],
  ["resource.host.name=host-2", "resource IN (SELECT resource FROM resources", "i"],
  ["resource.host.name!=host-1", "resource IN (SELECT resource FROM resources", "i"],
  ["resource.process.pid>4000", "resource IN (SELECT resource FROM resources", "i"],
  ["attributes.resource.host.name=odd", "has(items, {p", "i"],
  ["attributes.tier=silver", "has(items, {p", ""],
  ["process.pid=4242", "has(items, {p", "i"],
])("%s compares by type: it says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["order.id=*", "NOT IN ('', 'n', '-')", "ab"],
  ["order.id!=*", "NOT (", "cdefi"],
  ["NOT order.id=*", "NOT (", "cdefi"],
  ["host.name=*", "resource IN (SELECT resource FROM resources", "bi"],
  ["resource.tier=*", "resource IN (SELECT resource FROM resources", "f"],
  ["attributes.tier=*", "NOT IN ('', 'n', '-')", "a"],
  ["trace_id=*", "trace_id != toFixedString('', 16)", "a"],
  ["correlationId=*", "notEmpty(correlation_ids)", "b"],
  ["event=*", "event_name != ''", "ef"],
  ["severity=* service=sizes", "> 0", "c"],
  ["body=*", "body != ''", "abcdefi"],
])("%s asks whether there is one: it says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["tier=~go.*", "match(attributes[{p", "a"],
  ["tier=~o", "match(attributes[{p", ""],
  ['tier=~"gold|silver"', "match(attributes[{p", "af"],
  ['tier!~"gold"', "NOT ((match(attributes[{p", "f"],
  ["order.id=~7+", "match(attributes[{p", "ab"],
  ['body=~".*slow query.*"', "match(body, {p", "i"],
  ['body=~"slow.*"', "match(body, {p", ""],
  ['service=~"s.*" OR service!~"[cn].*"', "match(service, {p", "c"],
  ['event=~"calculation_.*"', "match(event_name, {p", "def"],
  ['event=~"throughline\\\\..*"', "match(event_name, {p", "g"],
  ['correlation_id=~"action-\\\\d"', "arrayExists(id -> (match(id, {p", "b"],
])("%s is a regular expression for all of the text: it says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["event!=calculation_failed", "event_name != ''", ""],
  ["event!=other", "event_name != ''", "ef"],
  [`traceId=${traceId(1).toUpperCase()}`, "trace_id = toFixedString(unhex({p", "a"],
  [`trace_id!=${traceId(2)}`, "trace_id != toFixedString(unhex({p", "a"],
  [`spanId=${spanId(1)}`, "span_id = toFixedString(unhex({p", "a"],
  ["correlation.id=action-1", "has(correlation_ids, {p", "b"],
  ["correlation_id!=action-2", "NOT has(correlation_ids, {p", "b"],
  ["level=error", "BETWEEN", "a"],
  ["level=error OR level=fatal", " OR ", "af"],
  ["(payment OR service=sizes) -card_declined", " OR ", "bc"],
  ["tier=gold OR order.id=77", "has(items, {p", "ab"],
  ["tier=silver OR tier=gold payment", "has(items, {p", "af"],
  ["NOT (payment OR severity>=warn)", "NOT (", "ei"],
  ["payment -(accepted OR order.id=78)", "NOT (", "a"],
  ["card_declined OR ÜBER OR tags=5", "arrayExists(e -> ", "acd"],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toBe(found);
  expect(store.takeSql()).toContain(sql);
});

test("fields that no resource has are asked of the records alone, in a statement half as long", async () => {
  expect(await find("order.id=77 -order.id=78 NOT nowhere=*")).toBe("ab");
  const sql = store.takeSql();
  expect(sql).toContain("SELECT DISTINCT key FROM resources ARRAY JOIN arrayIntersect(mapKeys(attributes), {p0:Array(String)})");
  expect(sql).not.toContain("resource IN (SELECT");
  // Also what a resource has that came later is found.
  expect(await find("late.key=1", { range: DAY })).toBe("");
  await store.insertLogs([{ body: "j: x", time: NOW - 2n * HOUR, resource: { "late.key": "1" } }]);
  expect(await find("late.key=1", { range: DAY })).toBe("j");
});

test("of a filter, each way to find records finds others: none comes twice", async () => {
  for (const q of ["tier=gold OR tier=silver OR order.id=77", "tags=5 OR tier=silver", "event=calculation_failed OR tier=silver"])
    expect(new Set(await find(q)).size).toBe((await find(q)).length);
});

test("a filter of many terms is answered or refused", async () => {
  const terms = (term: (index: number) => string, joint = " ") => Array.from({ length: 50 }, (_, index) => term(index)).join(joint);
  expect(await find(terms((index) => `-key${index}=a${index}`))).toBe("abcdefi");
  expect(await find(terms((index) => `key${index}=${index}`))).toBe("");
  expect(await find(terms((index) => `"word ${index}"`, " OR "))).toBe("");
  await expect(find(terms((index) => `key${index}=${index}.0`))).rejects.toThrow("there are too many comparisons in it to be answered");
});

test("records of a trace are found by its ID, whatever their time", async () => {
  expect(await find("", { scope: { traceId: traceId(1) }, range: DAY })).toBe("ah");
  expect(store.takeSql()).toContain("trace_id = toFixedString(unhex({p");
  expect(await find("", { scope: { traceId: traceId(2) } })).toBe("");
});

test("records of an action are those of its traces and those that carry its ID outside any trace", async () => {
  expect(await find("", { correlationId: "action-1", range: DAY })).toBe("abh");
  expect(store.takeSql()).toContain("has(correlation_ids, {p");
  expect(await find("payment", { correlationId: "action-1", scope: { traceId: traceId(1) }, range: DAY })).toBe("ah");
  expect(await find("", { correlationId: "nobody" })).toBe("");
});

test("text of the user is never in the SQL", async () => {
  await find(`"evil' OR 1" "evil')--"=evil -evil\\ evil>1 "evil"="evil'" evil=~"evil'" evil=* event=evil' trace_id!=${traceId(1)}`);
  expect(store.takeSql()).not.toContain("evil");
});

test.each([
  ["nowhere", "body_words"],
  ['"not here now"', "body_words"],
  ["body=nowhere", "body_words"],
  ["nowhere=42", "attributes_bloom"],
  ["nowhere=42 OR never=7", "attributes_bloom"],
  ["(nowhere=42 OR never) -payment", "<Combined skip indexes>"],
  ["event=nowhere", "<Combined skip indexes>"],
  [`traceId=${traceId(9)}`, "trace_id_bloom"],
  ["correlationId=nowhere", "correlation_ids_bloom"],
])("%s reads no row of the body: the index %s knows that there is none", async (q, index) => {
  await readLogHistogram(store.run, {
    filter: parseLogFilter(q),
    scope: {},
    traceLimit: 1,
    range: { from: NOW - 1n * HOUR, to: NOW + HOUR },
    step: HOUR,
    deadline: performance.now() + 20_000,
  });
  for (const { sql, params } of store.statements.splice(0).filter((statement) => statement.sql.includes("FROM logs"))) {
    const explained = await store.clickhouse.query<{ explain: string }>(`EXPLAIN indexes = 1 ${sql}`, { params: { ...params } });
    const text = explained.map(({ explain }) => explain).join("\n");
    // Of the ways that there are, the first is by the index.
    const way = text.slice(text.indexOf("ReadFromMergeTree (throughline.logs)")).split("ReadFromMergeTree", 2)[1] ?? "";
    const used = way.slice(way.indexOf(`Name: ${index}`));
    expect(way).toContain(`Name: ${index}`);
    expect(/Granules: (\d+)\/\d+/.exec(used)?.[1]).toBe("0");
  }
});

test("a word that the newest minute does not have is looked for in days at once, in the table's order and no further than the limit", async () => {
  const range = { from: NOW - 24n * HOUR, to: NOW - HOUR };
  expect(await find("payment", { range, limit: 1 })).toBe("h");
  const [first, second, ...others] = store.statements.splice(0);
  expect(first?.sql).toContain("SELECT count() AS count, toUnixTimestamp64Nano(min(time)) AS first");
  expect(others).toEqual([]);
  const { sql, params } = second as (typeof store.statements)[0];
  expect(sql).toContain("ORDER BY toStartOfMinute(time) DESC, time DESC, rank DESC");
  const explained = await store.clickhouse.query<{ explain: string }>(`EXPLAIN indexes = 1 ${sql}`, { params: { ...params } });
  expect(explained.map(({ explain }) => explain).join("\n")).toContain("Read type: InReverseOrder");
  expect(await find("payment", { range: DAY, order: "oldest" })).toBe("hba");
  expect(store.takeSql()).toContain("ORDER BY toStartOfMinute(time) ASC, time ASC, rank ASC");
  for (const q of ['"nt acc"', "nowhere OR tier=gold", "-payment"]) {
    await find(q, { range });
    expect(store.takeSql()).not.toContain("ORDER BY toStartOfMinute(time)");
  }
});

test.each(["5f3a9c1e77", "order-20441983", '"id 5f3a9c1e77 "', "payment 5f3a9c1e77", "5f3a9c1e77 OR 20441983"])(
  "%s is an ID, and looked for in days at once, in one statement",
  async (q) => {
    await find(q, { range: { from: NOW - 24n * HOUR, to: NOW } });
    const said = store.takeSql();
    expect(said.split(";\n")).toHaveLength(1);
    expect(said).toContain("ORDER BY toStartOfMinute(time) DESC");
  },
);

test.each(["payment", "utf8mb4", "java.util.Base64", "-5f3a9c1e77", "payment OR 5f3a9c1e77", '"5f3a9c1e77"', "2026-11-26"])(
  "%s may be in any record: the newest minute is asked first",
  async (q) => {
    await find(q, { range: { from: NOW - 24n * HOUR, to: NOW } });
    expect(store.takeSql()).toMatch(/^SELECT count\(\) AS count/);
  },
);

async function pages(limit: number, between: () => Promise<void>): Promise<string[]> {
  const bodies: string[] = [];
  for (let cursor: LogCursor | undefined; ;) {
    const page = await searchLogs(store.run, {
      filter: parseLogFilter("service=ties"),
      scope: {},
      order: "newest",
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

test("a page reads whole records only from where its last one stands", async () => {
  const service = "long-page";
  await store.insertLogs(
    Array.from({ length: 300 }, (_, index) => ({ service, body: `${index}`, time: NOW - 90n * SECOND - BigInt(index) })),
  );
  store.takeSql();
  for (const order of ["newest", "oldest"] as const) {
    const page = async (limit: number, cursor?: LogCursor) =>
      searchLogs(store.run, {
        filter: parseLogFilter(`service=${service} body=*`),
        scope: {},
        traceLimit: 1,
        range: { from: NOW - HOUR, to: NOW + HOUR },
        order,
        limit,
        cursor,
        deadline: performance.now() + 20_000,
      });
    const all = await page(500);
    expect(all.rows.map(({ body }) => Number(body))).toEqual(
      Array.from({ length: 300 }, (_, index) => (order === "newest" ? index : 299 - index)),
    );
    const first = await page(7);
    const second = await page(7, first.next);
    expect([...first.rows, ...second.rows]).toEqual(all.rows.slice(0, 14));
    const sql = store.takeSql();
    expect(sql).toContain("SELECT count() AS count, toUnixTimestamp64Nano(min(time)) AS first");
    expect(sql).toContain("\nSELECT time\nFROM logs\n");
    // A cursor's own nanosecond is looked at by itself.
    expect(sql).toMatch(/dropped_attributes\) (?:<=|>=) \{p\d+:UInt64\}/);
  }
});

test("a search whose time is over says how far it came", async () => {
  const result = await searchLogs(store.run, {
    filter: parseLogFilter(""),
    scope: {},
    order: "newest",
    range: { from: 0n, to: NOW },
    limit: 5,
    traceLimit: 1,
    deadline: performance.now() - 1,
  });
  expect(result).toEqual({ rows: [], tracesWereCut: false, searchedUntil: NOW });
});
