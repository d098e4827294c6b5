import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { parseTraceQL, searchTraces, type TraceSearch } from "@throughline/query";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
const HOUR = 3_600n * SECOND;

beforeAll(async () => {
  await store.start();
  const checkout = { service: "checkout", name: "POST /checkout" };
  await store.insertSpans([
    {
      traceId: traceId(1),
      spanId: spanId(1),
      time: NOW - 10n * SECOND,
      duration: 150_000_000n,
      status: "error",
      attributes: {
        "http.route": "/cart/{id}",
        "http.status": ["i", "500"],
        ratio: ["d", "0.5"],
        cached: ["b", "true"],
        big: ["i", "9007199254740993"],
      },
      resource: { "host.name": "host-1", tags: ["a", '{"values":[{"stringValue":"blue"},{"stringValue":"green"}]}'] },
      columns: { status_message: "it's broken" },
    },
    {
      ...checkout,
      traceId: traceId(1),
      spanId: spanId(2),
      parentId: spanId(1),
      kind: "client",
      time: NOW - 9n * SECOND,
      attributes: { big: ["i", "9007199254740992"] },
    },
    {
      traceId: traceId(2),
      spanId: spanId(3),
      time: NOW - 20n * SECOND,
      attributes: {
        "http.route": "/cart/{id}",
        "http.status": ["d", "500"],
        ids: ["a", '{"values":[{"intValue":"5"},{"intValue":"7"}]}'],
        raw: ["x", "AA=="],
        none: ["n", ""],
        absent: ["-", ""],
      },
      resource: { "host.name": "host-2" },
    },
    {
      ...checkout,
      traceId: traceId(3),
      spanId: spanId(4),
      time: NOW - 3n * HOUR,
      attributes: { "http.status": "500", "key 'quoted'": "va\nl\\ue", shared: "on the span" },
      resource: { shared: "on the resource" },
    },
    // Days ago: out of the range of most tests.
    { traceId: traceId(6), spanId: spanId(7), time: NOW - 70n * HOUR, name: "early" },
    { traceId: traceId(6), spanId: spanId(8), parentId: spanId(7), time: NOW - 48n * HOUR, name: "late" },
    { traceId: traceId(7), spanId: spanId(9), time: NOW - 49n * HOUR, name: "early" },
    {
      traceId: traceId(4),
      spanId: spanId(5),
      time: NOW - 30n * SECOND,
      name: "a\nb",
      kind: "internal",
      service: "other",
      resource: { shared: "on the resource" },
    },
  ]);
});
afterAll(() => store.stop());
beforeEach(() => void store.takeSql());

/** Numbers of the traces that match, in the order in which they are found. */
async function find(q: string, options: Partial<TraceSearch> = {}): Promise<number[]> {
  const { traces } = await searchTraces(store.run, {
    query: parseTraceQL(q),
    range: { from: NOW - 24n * HOUR, to: NOW + HOUR },
    limit: 20,
    deadline: performance.now() + 20_000,
    ...options,
  });
  return traces.map(({ traceId: id }) => Number.parseInt(id.slice(1), 16));
}

test("{} finds every trace, newest first", async () => {
  expect(await find("{}")).toEqual([1, 2, 4, 3]);
  expect(store.takeSql()).toContain("AND true\n");
});

test.each([
  ["{ name = `POST /checkout` }", "name = {p", [1, 3]],
  ["{ name != `GET /cart` }", "name != {p", [1, 4, 3]],
  ["{ name =~ `GET .*|POST .*` }", "match(name, {p", [1, 2, 3]],
  ["{ name =~ `GET` }", "match(name, {p", []],
  ["{ name =~ `a.b` }", "match(name, {p", []],
  ["{ name =~ `(?s)a.b` }", "match(name, {p", [4]],
  ["{ name !~ `.*/.*` }", "NOT match(name, {p", [4]],
  ["{ status = error }", "status_code = {p", [1]],
  ["{ status != error && kind = client }", "kind = {p", [1]],
  ['{ statusMessage = "it\'s broken" }', "status_message = {p", [1]],
  ["{ duration > 100ms }", "duration > {p2:Int64}", [1]],
  ["{ duration >= 1500000000 }", "duration >= {p2:Int64}", []],
  ["{ duration < 1.5e6 }", "duration < {p2:Float64}", [1, 2, 4, 3]],
  ["{ duration > -1ns }", "duration > {p2:Int64}", [1, 2, 4, 3]],
  [`{ trace:id = "${traceId(2).toUpperCase()}" }`, "trace_id = toFixedString(unhex({p", [2]],
  [`{ span:id = "${spanId(5)}" }`, "span_id = toFixedString(unhex({p", [4]],
  ['{ trace:id = "nonsense" }', "WHERE false", []],
  ["{ name = nil }", "AND false", []],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toEqual(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["{ span.http.route = `/cart/{id}` }", "has(items, {p", [1, 2]],
  ["{ span.http.route != `/cart/{id}` }", "!= {p", []],
  ["{ span.http.route =~ `/cart/.+` }", "match(attributes[{p", [1, 2]],
  ["{ span.http.status = 500 }", "has(items, {p", [1, 2]],
  ["{ span.http.status = `500` }", "has(items, {p", [3]],
  ["{ span.http.status > 499.5 }", "toInt64OrZero(attributes[", [1, 2]],
  ["{ span.http.status >= 500ns }", "toFloat64OrZero(attributes[", [1, 2]],
  ["{ span.big = 9007199254740993 }", "{p3:Int64}", [1]],
  ["{ span.big > 9007199254740992 }", "{p3:Int64}", [1]],
  ["{ span.ratio = 0.5 }", "{p3:Float64}", [1]],
  ["{ span.ratio < 1 }", "{p3:Int64}", [1]],
  ["{ span.cached = true }", "= 'b' AND attributes[", [1]],
  ["{ span.cached != true }", "= 'b' AND attributes[", []],
  ["{ span.cached = `true` }", "= 's' AND attributes[", []],
  ["{ span.status = error }", "false", []],
  ["{ span.raw = `AA==` }", "= 's'", []],
  ["{ span.raw != nil }", "NOT IN ('', 'n', '-')", [2]],
  ["{ span.none = nil && span.absent = nil && span.ids != nil }", "NOT IN ('', 'n', '-')", [2]],
  ["{ span.http.route = nil }", "NOT (if(", [1, 4, 3]],
  ['{ span."key \'quoted\'" = "va\\nl\\\\ue" }', "has(items, {p", [3]],
  ["{ span.ids = 7 }", "position(attribute_types, 'a') > 0", [2]],
  ["{ span.ids = 6 }", "arrayExists(x0 ->", []],
  ["{ span.ids != 6 }", "NOT (arrayExists(x1 ->", [2]],
  ["{ span.ids != 7 }", "NOT (arrayExists(x1 ->", []],
  ["{ span.ids > 6 }", "arrayExists(x0 ->", [2]],
  ["{ span.ids != `x` }", "arrayExists(x0 -> JSONHas(x0, 'stringValue')", []],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toEqual(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["{ resource.service.name = `checkout` }", "service = {p", [1, 3]],
  ["{ resource.service.name =~ `che.*` && kind = client }", "match(service, {p", [1]],
  ["{ resource.host.name = `host-2` }", "resource IN (SELECT resource FROM resources WHERE", [2]],
  ["{ resource.host.name != `host-2` }", "resource IN (SELECT resource FROM resources WHERE", [1]],
  ["{ resource.host.name = nil && kind = internal }", "NOT (resource IN (SELECT resource FROM resources WHERE", [4]],
  ["{ resource.tags = `green` }", "arrayExists(x0 ->", [1]],
  ["{ resource.tags =~ `gr.+` }", "arrayExists(x0 ->", [1]],
  ["{ resource.tags != `red` }", "NOT (arrayExists(x1 ->", [1]],
  ["{ .shared = `on the span` }", "multiIf(if(indexOf(", [3]],
  ["{ .shared = `on the resource` }", "resource IN (SELECT", [4]],
  ["{ .service.name = `other` }", "service = {p", [4]],
  ["{ .shared = nil }", "resource IN (SELECT", [1, 2]],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toEqual(found);
  expect(store.takeSql()).toContain(sql);
});

test("every comparison of a filter holds for the same span; filters may be matched by different ones", async () => {
  expect(await find("{ resource.service.name = `checkout` && duration > 100ms }")).toEqual([]);
  expect(await find("{ resource.service.name = `checkout` } && { duration > 100ms }")).toEqual([1]);
  expect(store.takeSql()).toMatch(/HAVING countIf\(.+\) > 0 AND countIf\(.+\) > 0/);
});

test("a filter that names the service reads only the ten minutes in which it was called", async () => {
  expect(await find("{ resource.service.name = `cart` && name = `GET /cart` && status = error }")).toEqual([1]);
  expect(store.takeSql()).toMatch(
    /toStartOfTenMinutes\(time\) IN \(SELECT toStartOfTenMinutes\(minute\) FROM red[^]+service = \{p\d:String\} AND name = \{p\d:String\} AND errors > 0/,
  );
});

test("a search walks back in windows and stops when it has enough", async () => {
  expect(await find("{}", { range: { from: NOW - 24n * HOUR, to: NOW + SECOND }, limit: 2 })).toEqual([1, 2]);
  // One of the ended spans, and one of all that are open.
  expect(store.statements).toHaveLength(2);
});

test("text of the user is never in the SQL", async () => {
  await find("{ span.`x` = `y` }".replaceAll("`x`", '"evil\') OR 1=1 --"').replace("`y`", '"evil\' OR 1"'));
  expect(store.takeSql()).not.toContain("evil");
});

test("a regular expression cannot escape from its anchors", async () => {
  expect(() => parseTraceQL("{ name =~ `x)|(.*` }")).toThrow('has a ")" without "("');
});

async function findByPages(q: string, range: TraceSearch["range"]): Promise<number[][]> {
  const pages: number[][] = [];
  for (let after: TraceSearch["after"]; ;) {
    const page = await searchTraces(store.run, {
      query: parseTraceQL(q),
      range,
      limit: 1,
      deadline: performance.now() + 20_000,
      ...(after && { after }),
    });
    pages.push(page.traces.map(({ traceId: id }) => Number.parseInt(id.slice(1), 16)));
    after = page.traces.at(-1);
    if (!page.hasMore) return pages;
  }
}

test("what the index does not find in the newest ten minutes is looked for in days at once, those with arrays among them", async () => {
  const range = { from: NOW - 71n * HOUR, to: NOW + SECOND };
  const asked = async (q: string) => {
    const found = await find(q, { range });
    return { found, candidates: store.takeSql().match(/AS newest\n/g)?.length };
  };
  // It is in the newest window: behind it there are five more up to the end of the range.
  expect(await asked('{ span.http.route = "/cart/{id}" }')).toEqual({ found: [1, 2], candidates: 6 });
  expect(await asked('{ span.shared = "on the span" }')).toEqual({ found: [3], candidates: 2 });
  expect(await asked("{ span.ids = 7 }")).toEqual({ found: [2], candidates: 2 });
  expect(await asked('{ span.shared = "nowhere" }')).toEqual({ found: [], candidates: 2 });
});

test("pages neither skip nor repeat a trace", async () => {
  expect(await findByPages("{ duration > 0 }", { from: NOW - 24n * HOUR, to: NOW + HOUR })).toEqual([[1], [2], [4], [3]]);
});

const DAYS_AGO = { from: NOW - 72n * HOUR, to: NOW - 47n * HOUR };

test("a trace whose spans lie in several windows and pages is found once, by its newest", async () => {
  expect(await find("{}", { range: DAYS_AGO })).toEqual([6, 7]);
  expect(await findByPages("{}", DAYS_AGO)).toEqual([[6], [7]]);
  expect(await findByPages("{ name = `early` }", DAYS_AGO)).toEqual([[7], [6]]);
});

test("filters joined by && may be matched in different windows", async () => {
  expect(await find("{ name = `early` } && { name = `late` }", { range: DAYS_AGO })).toEqual([6]);
  expect(await find("{ name = `early` } && { name = `late` }", { range: { ...DAYS_AGO, from: NOW - 60n * HOUR } })).toEqual([]);
});

test("a search whose time is over says how far it came", async () => {
  const result = await searchTraces(store.run, {
    query: parseTraceQL("{}"),
    range: { from: 0n, to: NOW },
    limit: 5,
    deadline: performance.now() - 1,
  });
  expect(result).toEqual({ traces: [], hasMore: false, cutTraces: 0, anyOpen: false, searchedFrom: NOW });
});
