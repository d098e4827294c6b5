import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "../index.ts";
import { apiOn } from "../testing/api-on.ts";
import { decodeGo, type GoType } from "../testing/go-json.ts";
import { NOW, SECOND, spanId, TestStore, type TestSpan, traceId } from "../testing/store.ts";

/** `tempopb.QueryRangeResponse` and `QueryInstantResponse`, which Grafana decodes with jsonpb; the second may not have other fields. */
const VALUE: GoType = {
  struct: { stringValue: "string", intValue: "int64", doubleValue: "float64", boolValue: "bool", arrayValue: "any" },
};
const LABELS: GoType = { list: { struct: { key: "string", value: VALUE } } };
const EXEMPLARS: GoType = { list: { struct: { labels: LABELS, value: "float64", timestampMs: "int64" } } };
const SERIES: GoType = { list: { struct: { labels: LABELS, samples: "any", exemplars: EXEMPLARS } } };
const RANGE_ANSWER: GoType = {
  struct: { series: SERIES, metrics: { struct: { completedJobs: "uint32", totalJobs: "uint32" } }, status: "string", message: "string" },
};
const INSTANT_ANSWER: GoType = { struct: { series: { list: { struct: { labels: LABELS, value: "float64" } } } } };

interface Range {
  readonly series: readonly {
    readonly labels: readonly { readonly key: string; readonly value: object }[];
    readonly samples: readonly { readonly timestampMs: unknown; readonly value: unknown }[];
    readonly exemplars?: readonly object[];
  }[];
  readonly status?: string;
  readonly message?: string;
}

const MINUTE = 60n * SECOND;
const T = NOW - (NOW % MINUTE) - 10n * MINUTE;
const seconds = (of: bigint) => String(of / SECOND);
const millis = (of: bigint) => String(of / 1_000_000n);
const TIMES = { start: seconds(T), end: seconds(T + MINUTE), step: "30s" };

const store = new TestStore();
let api: QueryApi;
const span = (id: number, columns: Partial<TestSpan>): TestSpan => ({ traceId: traceId(1), spanId: spanId(id), ...columns });

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    span(1, {
      time: T - SECOND,
      name: "root",
      duration: 1_500_000_000n,
      attributes: { big: ["i", "9007199254740993"], ratio: ["d", "0.5"] },
    }),
    span(2, { time: T + SECOND, name: "child", parentId: spanId(1), attributes: { ok: ["b", "true"], host: "a" }, status: "error" }),
    span(3, { time: T + 31n * SECOND, name: "child", parentId: spanId(1), service: "stock" }),
  ]);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function get(path: string, query: Record<string, string>): Promise<Response> {
  return fetch(`${api.url}/tempo/api/metrics/${path}?${new URLSearchParams(query).toString()}`, {
    headers: { accept: "application/json" },
  });
}

async function queryRange(q: string, query: Record<string, string> = {}): Promise<Range> {
  const response = await get("query_range", { q, ...TIMES, ...query });
  const text = await response.text();
  expect([q, response.status, text]).toEqual([q, 200, expect.anything()]);
  const json = JSON.parse(text) as Range;
  decodeGo(RANGE_ANSWER, json, "jsonpb");
  for (const { samples } of json.series)
    for (const { timestampMs, value } of samples) {
      expect(timestampMs).toEqual(expect.stringMatching(/^\d+$/));
      expect(value).toEqual(expect.any(Number));
    }
  return json;
}

async function instant(q: string): Promise<object> {
  const response = await get("query", { q, start: seconds(T - MINUTE), end: TIMES.end });
  const json = (await response.json()) as object;
  expect([q, response.status]).toEqual([q, 200]);
  decodeGo(INSTANT_ANSWER, json, "jsonpb");
  return json;
}

test("a range query gives labels, samples in milliseconds as text, and exemplars with the ID of their trace", async () => {
  expect(await queryRange("{} | rate() by (resource.service.name)")).toEqual({
    series: [
      {
        labels: [{ key: "resource.service.name", value: { stringValue: "cart" } }],
        samples: [
          { timestampMs: millis(T), value: 1 / 30 },
          { timestampMs: millis(T + 30n * SECOND), value: 1 / 30 },
          { timestampMs: millis(T + MINUTE), value: 0 },
        ],
        exemplars: expect.arrayContaining([
          {
            labels: [
              { key: "trace:id", value: { stringValue: traceId(1) } },
              { key: "span:id", value: { stringValue: spanId(2) } },
            ],
            value: 1 / 30,
            timestampMs: millis(T + SECOND),
          },
        ]),
      },
      {
        labels: [{ key: "resource.service.name", value: { stringValue: "stock" } }],
        samples: expect.anything(),
        exemplars: expect.anything(),
      },
    ],
    metrics: { completedJobs: 1, totalJobs: 1 },
  });
});

test("labels have the types of their values, nil for none, and Tempo's names where they are none of the query's", async () => {
  const labels = async (q: string) => (await queryRange(q)).series.map((series) => series.labels.map(({ key, value }) => [key, value]));
  expect(await labels("{} | rate() by (span.big, span.ok, span.ratio, status)")).toEqual(
    expect.arrayContaining([
      [
        ["span.big", { intValue: "9007199254740993" }],
        ["span.ok", { stringValue: "nil" }],
        ["span.ratio", { doubleValue: 0.5 }],
        ["status", { stringValue: "unset" }],
      ],
      [
        ["span.big", { stringValue: "nil" }],
        ["span.ok", { boolValue: true }],
        ["span.ratio", { stringValue: "nil" }],
        ["status", { stringValue: "error" }],
      ],
    ]),
  );
  expect(await labels("{} | count_over_time()")).toEqual([[["__name__", { stringValue: "count_over_time" }]]]);
  expect(await labels("{ name = `root` } | quantile_over_time(duration, .5, .9) by (name)")).toEqual([
    [
      ["name", { stringValue: "root" }],
      ["p", { doubleValue: 0.5 }],
    ],
    [
      ["name", { stringValue: "root" }],
      ["p", { doubleValue: 0.9 }],
    ],
  ]);
  expect(await labels("{ name = `root` } | histogram_over_time(duration)")).toEqual([[["__bucket", { doubleValue: 2.147483648 }]]]);
  const compared = await labels("{} | compare({ status = error })");
  expect(compared).toContainEqual([
    ["__meta_type", { stringValue: "selection" }],
    ["span.host", { stringValue: "a" }],
  ]);
  expect(compared).toContainEqual([
    ["__meta_type", { stringValue: "baseline_total" }],
    ["span.big", { stringValue: "nil" }],
  ]);
});

test("what has no value has no sample", async () => {
  const { series } = await queryRange("{ name = `root` } | max_over_time(duration)");
  expect(series.map(({ samples }) => samples)).toEqual([[{ timestampMs: millis(T), value: 1.5 }]]);
  expect((await queryRange("{ name = `none` } | rate()")).series).toEqual([]);
});

test("an instant query gives one value a series, and nothing that Grafana would refuse", async () => {
  expect(await instant("{} | count_over_time() by (name)")).toEqual({
    series: [
      { labels: [{ key: "name", value: { stringValue: "child" } }], value: 2 },
      { labels: [{ key: "name", value: { stringValue: "root" } }], value: 1 },
    ],
  });
  expect(await instant("{} > {} | count_over_time()")).toEqual({
    series: [{ labels: [{ key: "__name__", value: { stringValue: "count_over_time" } }], value: 2 }],
  });
  expect(await instant("{} | avg_over_time(span.none)")).toEqual({ series: [] });
});

test("times are seconds, nanoseconds or RFC 3339, the step a duration or seconds; without one it follows the range", async () => {
  const expected = (await queryRange("{} | rate()")).series;
  for (const [start, end, step] of [
    [String(T), String(T + MINUTE), "30"],
    [new Date(Number(T / 1_000_000n)).toISOString(), new Date(Number((T + MINUTE) / 1_000_000n)).toISOString(), "30000ms"],
  ] as const)
    expect((await queryRange("{} | rate()", { start, end, step })).series).toEqual(expected);
  const { start } = TIMES;
  const [first] = (await queryRange("{} | rate()", { start: String(T - 60n * MINUTE), end: start, step: "" })).series;
  expect(first?.samples).toHaveLength(241);
  expect(first?.samples[0]?.timestampMs).toBe(millis(T - 60n * MINUTE));
  expect(first?.samples[1]?.timestampMs).toBe(millis(T - 60n * MINUTE + 15n * SECOND));
  const recent = (await (await get("query_range", { q: "{} | rate()" })).json()) as Range;
  expect(recent.series[0]?.samples.length).toBeGreaterThanOrEqual(241);
});

test("exemplars are as many as asked for, and none for 0", async () => {
  const count = async (query: Record<string, string>) =>
    (await queryRange("{} | rate()", query)).series.flatMap(({ exemplars = [] }) => exemplars).length;
  expect([await count({}), await count({ exemplars: "2" }), await count({ exemplars: "0" })]).toEqual([3, 2, 0]);
});

test.each([
  ["query_range", { q: "{}" }, /asks for traces.*\/tempo\/api\/search/],
  ["query_range", { q: "{} | rat()" }, /did you mean "rate".*line 1, column 6/],
  ["query_range", {}, /a TraceQL metrics query is needed/],
  ["query_range", { q: "{} | rate()", step: "soon" }, /"step".*accepted is a duration/],
  ["query_range", { q: "{} | rate()", step: "0" }, /"step".*accepted is a duration/],
  ["query_range", { q: "{} | rate()", start: "soon" }, /"start".*accepted is RFC 3339/],
  ["query", { q: "{} | rate()", start: "200", end: "200" }, /"start".*is not before the end/],
  ["query", { q: "{ name =~ `(` } | rate()" }, /regular expression/],
  ["query", { q: `{} | rate()${" ".repeat(10_000)}` }, /"q".*at most 10000 characters/],
  ["query_range", { query: `{} | rate()${" ".repeat(10_000)}` }, /"query".*at most 10000 characters/],
])("%s of %j is a 400 in plain text", async (path, query, message) => {
  const response = await get(path, query);
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(await response.text()).toMatch(message);
});
