import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient, type MetricsResult } from "@throughline/api";
import { alignedSteps, parseTraceQL, QueryTimeout, readMetrics } from "@throughline/query";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, TestStore, type TestSpan, traceId } from "./testing/store.ts";

const MINUTE = 60n * SECOND;
const MILLI = 1_000_000n;
/** A whole minute that is over. */
const T = NOW - (NOW % MINUTE) - 10n * MINUTE;
/** Three steps of a minute: at T, one and two minutes later. */
const RANGE = { start: String(T), end: String(T + 2n * MINUTE), step: "1m" };

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

const span = (id: number, trace: number, columns: Partial<TestSpan>): TestSpan => ({
  traceId: traceId(trace),
  spanId: spanId(id),
  ...columns,
});

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    // The first step is of what began up to and at T.
    span(1, 1, { time: T - 30n * SECOND, duration: 100n * MILLI, name: "root" }),
    span(2, 1, { time: T, duration: 50n * MILLI, parentId: spanId(1), name: "child", service: "stock", status: "error" }),
    span(3, 2, { time: T + 1n, duration: 300n * MILLI, name: "root", attributes: { "http.status": ["i", "200"], host: "a" } }),
    span(4, 2, { time: T + SECOND, duration: 200n * MILLI, parentId: spanId(3), name: "child", resource: { region: "eu" } }),
    span(5, 2, {
      time: T + 2n * SECOND,
      duration: 0n,
      parentId: spanId(4),
      name: "grandchild",
      attributes: { "http.status": ["i", "500"] },
    }),
    span(6, 3, { time: T + 2n * MINUTE, duration: 1_000n * MILLI, name: "root", attributes: { "http.status": ["i", "404"] } }),
    // Outside, by a nanosecond.
    span(7, 4, { time: T - MINUTE, name: "outside" }),
    span(8, 5, { time: T + 2n * MINUTE + 1n, name: "outside" }),
  ]);
  await store.insertLogs([
    {
      time: T + 10n * SECOND,
      event: "throughline.span.open",
      traceId: traceId(6),
      spanId: spanId(9),
      attributes: {
        "throughline.span.name": "open",
        "throughline.span.kind": "server",
        "throughline.span.age_nano": ["i", String(9n * SECOND)],
      },
    },
  ]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

/** Values by label and step: "-" where there is none. */
function shown({ series }: MetricsResult): Record<string, string> {
  return Object.fromEntries(
    series.map(({ labels, points }) => {
      const at = (step: bigint) => points.find(({ timeUnixNano }) => timeUnixNano === String(T + step * MINUTE))?.value ?? "-";
      return [labels.map(({ key, value }) => `${key}=${JSON.stringify(value)}`).join(", "), [0n, 1n, 2n].map(at).join(" ")];
    }),
  );
}

const measure = async (q: string) => shown(await client.queryMetrics({ q, ...RANGE }));

test.each<[string, unknown]>([
  ["{} | count_over_time()", { '__name__="count_over_time"': "2 3 1" }],
  ["{} | rate()", { '__name__="rate"': `${2 / 60} ${3 / 60} ${1 / 60}` }],
  ["{} | min_over_time(duration)", { '__name__="min_over_time"': "0.05 0 1" }],
  ["{} | max_over_time(duration)", { '__name__="max_over_time"': "0.1 0.3 1" }],
  ["{} | sum_over_time(duration)", { '__name__="sum_over_time"': "0.15 0.5 1" }],
  ["{} | avg_over_time(span.http.status)", { '__name__="avg_over_time"': "- 350 404" }],
  ["{} | quantile_over_time(duration, 0, .5, 1)", { "p=0": "0.05 0 1", "p=0.5": "0.075 0.2 1", "p=1": "0.1 0.3 1" }],
  ["{} | histogram_over_time(span.http.status)", { "__bucket=256": "0 1 0", "__bucket=512": "0 1 1" }],
  ["{} | histogram_over_time(duration)", expect.objectContaining({ "__bucket=0.134217728": "1 0 0", "__bucket=1.073741824": "0 0 1" })],
])("%s gives its numbers for each step", async (q, expected) => {
  expect(await measure(q)).toEqual(expected);
});

test("by() tells spans apart by attributes of spans and resources, and intrinsics; what is not there is null", async () => {
  expect(await measure("{} | count_over_time() by (resource.service.name)")).toEqual({
    'resource.service.name="cart"': "1 3 1",
    'resource.service.name="stock"': "1 0 0",
  });
  expect(await measure("{ name = `root` || name = `child` } | count_over_time() by (name, resource.region, .host)")).toEqual({
    'name="root", resource.region=null, .host=null': "1 0 1",
    'name="root", resource.region=null, .host="a"': "0 1 0",
    'name="child", resource.region=null, .host=null': "1 0 0",
    'name="child", resource.region="eu", .host=null': "0 1 0",
  });
  expect(await measure("{} | count_over_time() by (status, span.http.status)")).toMatchObject({
    'status="error", span.http.status=null': "1 0 0",
    'status="unset", span.http.status=500': "0 1 0",
  });
});

test("relations, pipelines, and what the row of a span does not tell are answered by looking at the traces", async () => {
  expect(await measure("{ name = `root` } >> { } | count_over_time() by (name)")).toEqual({
    'name="child"': "1 1 0",
    'name="grandchild"': "0 1 0",
  });
  expect(await measure("{ } | count() > 2 | count_over_time()")).toEqual({ '__name__="count_over_time"': "0 3 0" });
  expect(await measure("{} | max_over_time(duration) by (rootName, parent.resource.service.name)")).toMatchObject({
    'rootName="root", parent.resource.service.name="cart"': "0.05 0.2 -",
  });
  const compared = await measure("{} | compare({ status = error })");
  expect(compared).toMatchObject({
    '__meta_type="selection", resource.service.name="stock"': "1 0 0",
    '__meta_type="baseline", span.host="a"': "0 1 0",
    '__meta_type="baseline", resource.region="eu"': "0 1 0",
    '__meta_type="baseline_total", name=null': "1 3 1",
  });
});

test("second stages and arithmetic work on whatever their series are made of", async () => {
  expect(await measure("{} | count_over_time() by (name) | topk(1)")).toEqual({ 'name="child"': "1 1 -", 'name="root"': "- - 1" });
  expect(await measure("({ status = error } | rate()) / ({} | rate()) * 100")).toEqual({ "": "50 0 0" });
  expect(await measure("({} >> {} | count_over_time()) / ({} | count_over_time())")).toEqual({ "": `0.5 ${2 / 3} 0` });
  expect(await measure("{} | avg_over_time(duration) by (name) > 250ms")).toEqual({ 'name="root"': "- 0.3 1" });
});

test("spans that have not ended are not counted, and relations see them", async () => {
  expect(await measure("{ name = `open` } | count_over_time()")).toEqual({});
  expect(await measure("{ name = `open` } | by(name) | count_over_time()")).toEqual({});
});

test("instant=true gives one value for the whole range", async () => {
  const { series, stepNano } = await client.queryMetrics({ q: "{} | count_over_time()", ...RANGE, instant: "true" });
  expect(stepNano).toBe(String(2n * MINUTE));
  // Of what began after the start, up to the end.
  expect(series.map(({ points }) => points)).toEqual([[{ timeUnixNano: String(T + 2n * MINUTE), value: 4 }]]);
});

test("exemplars are spans of the series, as many as the query asks for", async () => {
  const of = async (hint: string) =>
    (await client.queryMetrics({ q: `{ name = "root" } | max_over_time(duration)${hint}`, ...RANGE })).series.flatMap(
      ({ exemplars }) => exemplars,
    );
  expect((await of("")).toSorted((a, b) => a.value - b.value)).toEqual([
    { traceId: traceId(1), spanId: spanId(1), timeUnixNano: String(T - 30n * SECOND), value: 0.1 },
    { traceId: traceId(2), spanId: spanId(3), timeUnixNano: String(T + 1n), value: 0.3 },
    { traceId: traceId(3), spanId: spanId(6), timeUnixNano: String(T + 2n * MINUTE), value: 1 },
  ]);
  expect(await of(" with (exemplars=1)")).toHaveLength(1);
  expect(await of(" with (exemplars=false)")).toEqual([]);
  const looked = await client.queryMetrics({ q: "{} > {} | rate()", ...RANGE });
  expect(looked.series[0]?.exemplars.map((each) => each.traceId).toSorted()).toEqual([traceId(1), traceId(2)]);
});

test("without a step there are about 240 points; a step that gives too many is made longer, and said", async () => {
  const hour = { start: String(T - 60n * MINUTE), end: String(T) };
  expect((await client.queryMetrics({ q: "{} | rate()", ...hour })).stepNano).toBe(String(15n * SECOND));
  const { stepNano, notes } = await client.queryMetrics({ q: "{} | rate()", ...hour, step: "100ms" });
  expect(stepNano).toBe(String(400n * MILLI));
  expect(notes.map(({ code }) => code)).toContain("step_widened");
});

test("more series than may be are cut, those of the most spans stay, and it is said", async () => {
  const run = (q: string) =>
    readMetrics(store.run, {
      query: parseTraceQL(q),
      steps: alignedSteps({ from: T, to: T + 2n * MINUTE }, MINUTE),
      limits: { series: 2, compared: 5, exemplars: 0 },
      deadline: Infinity,
    });
  const { series, seriesWereCut } = await run("{} | rate() by (name)");
  expect(seriesWereCut).toBe(true);
  expect(series.map(({ labels }) => labels[0]?.value)).toEqual(["child", "root"]);
  expect((await run("{} | rate() by (status)")).seriesWereCut).toBe(false);
  expect((await run("{} > {} | rate() by (span:id)")).seriesWereCut).toBe(true);
  const compared = await run("{} | compare({ status = error })");
  expect([compared.seriesWereCut, compared.series.length <= 5]).toEqual([true, true]);
});

test("what there was no time for has no values, and it is said from when on it was looked at", async () => {
  const steps = alignedSteps({ from: T - 120n * MINUTE, to: T + 2n * MINUTE }, MINUTE);
  const run = (q: string) =>
    readMetrics(store.run, {
      query: parseTraceQL(q),
      steps,
      limits: { series: 10, compared: 10, exemplars: 0 },
      deadline: performance.now() - 1,
    });
  const bySql = await run("{} | count_over_time()");
  expect(bySql.searchedFrom).toBe(T - 58n * MINUTE + 1n); // the last hour
  const [first = NaN, ...rest] = [...(bySql.series[0]?.values ?? [])];
  expect(first).toBeNaN();
  expect(rest.slice(-60)).toEqual([...Array(56).fill(0), 1, 2, 3, 1]);
  await expect(run("({} | rate()) / ({} | rate())")).rejects.toThrow(QueryTimeout);
  const byTraces = await run("{} > {} | count_over_time()");
  expect(byTraces.searchedFrom).toBeGreaterThan(T);
  expect(byTraces.series.flatMap(({ values }) => [...values].slice(0, -1)).every(Number.isNaN)).toBe(true);
});

test("nothing found is said", async () => {
  const { series, notes } = await client.queryMetrics({ q: "{ name = `none` } | rate()", ...RANGE });
  expect(series).toEqual([]);
  expect(notes.map(({ code }) => code)).toEqual(["no_match"]);
});

test.each([
  ["/api/v1/metrics?q={}", /asks for traces.*send it to \/api\/v1\/traces/],
  ["/api/v1/traces?q={}|rate()", /asks for numbers over time: send it to \/api\/v1\/metrics/],
  ["/api/v1/metrics?q={}|rat()", /did you mean "rate"\?.*\(line 1, column 4\)/],
  ["/api/v1/metrics?q={}|avg_over_time(name)", /"name" is no number.*\(line 1, column 18\)/],
  ["/api/v1/metrics?q={name=~`(`}|rate()", /regular expression/],
  ["/api/v1/metrics?q={name=~`(`}>{}|rate()", /regular expression/],
  [`/api/v1/metrics?q=${Array(21).fill("({}|rate())").join("-")}`, /calculates with 20 metrics functions at most, and here are 21/],
  [`/api/v1/metrics?q={}|rate()by(${Array(11).fill("name").join(",")})`, /by\(\) takes 10 fields at most, and here are 11/],
  ["/api/v1/metrics", /"q" not given/],
  ["/api/v1/metrics?q={}|rate()&step=soon", /"step" "soon" is not accepted: accepted is a number with ns/],
  ["/api/v1/metrics?q={}|rate()&instant=yes", /"instant" "yes" is not accepted: accepted are true and false/],
  ["/api/v1/metrics?q={}|rate()&limit=5", /Unknown parameter "limit": accepted are q, start, end, step, instant/],
])("%s is a 400 that says what is wrong", async (path, message) => {
  const response = await fetch(`${api.url}${encodeURI(path)}`);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { error: { message: string } }).error.message).toMatch(message);
});
