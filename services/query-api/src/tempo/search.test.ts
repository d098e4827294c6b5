import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "../index.ts";
import { apiOn } from "../testing/api-on.ts";
import { decodeGo, type GoType } from "../testing/go-json.ts";
import { ODD_START, ODD_TRACE, oddSpans } from "../testing/odd-trace.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../testing/store.ts";

/** `tempopb.SearchResponse`, which Grafana decodes with jsonpb: it refuses what is not here. */
const VALUE: GoType = { struct: { stringValue: "string", intValue: "int64", doubleValue: "any", boolValue: "bool", arrayValue: "any" } };
const ATTRIBUTES: GoType = { list: { struct: { key: "string", value: VALUE } } };
const SPAN_SET: GoType = {
  struct: {
    matched: "uint32",
    attributes: ATTRIBUTES,
    spans: {
      list: { struct: { spanID: "string", name: "string", startTimeUnixNano: "uint64", durationNanos: "uint64", attributes: ATTRIBUTES } },
    },
  },
};
const SEARCH: GoType = {
  struct: {
    traces: {
      list: {
        struct: {
          traceID: "string",
          rootServiceName: "string",
          rootTraceName: "string",
          startTimeUnixNano: "uint64",
          durationMs: "uint32",
          spanSet: SPAN_SET,
          spanSets: { list: SPAN_SET },
          serviceStats: { map: { struct: { spanCount: "uint32", errorCount: "uint32" } } },
        },
      },
    },
    metrics: {
      struct: { inspectedTraces: "uint32", inspectedBytes: "uint64", totalBlocks: "uint32", completedJobs: "uint32", totalJobs: "uint32" },
    },
  },
};

interface Found {
  readonly traces: readonly {
    readonly traceID: string;
    readonly spanSets: readonly { readonly matched: number; readonly spans: readonly object[] }[];
  }[];
}

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...oddSpans,
    {
      traceId: traceId(2),
      spanId: spanId(10),
      parentId: spanId(9),
      time: NOW - 60n * SECOND,
      service: "payment",
      name: "charge",
      kind: "client",
    },
  ]);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function search(query: Record<string, string>): Promise<Found> {
  const response = await fetch(`${api.url}/tempo/api/search?${new URLSearchParams(query).toString()}`, {
    headers: { accept: "application/json" },
  });
  const text = await response.text();
  expect([query, response.status, text]).toEqual([query, 200, expect.anything()]);
  const json = JSON.parse(text) as Found;
  decodeGo(SEARCH, json, "jsonpb");
  return json;
}

test("a trace has its root, its whole duration in milliseconds, its sets and its services", async () => {
  expect(await search({ q: '{ name = "charge" }', limit: "1", spss: "2" })).toEqual({
    traces: [
      {
        traceID: ODD_TRACE,
        rootServiceName: "gateway",
        rootTraceName: "POST /checkout",
        startTimeUnixNano: String(ODD_START),
        durationMs: 2_000,
        spanSets: [
          {
            matched: 1,
            spans: [
              expect.objectContaining({
                spanID: spanId(2),
                name: "charge",
                startTimeUnixNano: String(ODD_START + SECOND / 2n),
                durationNanos: "4500",
              }),
            ],
          },
        ],
        serviceStats: { gateway: { spanCount: 1, errorCount: 1 }, payment: { spanCount: 2 } },
      },
    ],
    metrics: { inspectedTraces: 1, completedJobs: 1, totalJobs: 1 },
  });
});

test("a trace whose root is not stored says so in Tempo's words", async () => {
  const { traces } = await search({ q: `{ trace:id = "${traceId(2)}" }` });
  expect(traces).toMatchObject([{ traceID: traceId(2), rootServiceName: "<root span not yet received>" }]);
});

test("spss bounds the spans of a set, of which matched counts all", async () => {
  const { traces } = await search({ q: '{ resource.service.name = "payment" }', spss: "1", limit: "1" });
  expect(traces[0]?.spanSets[0]).toMatchObject({ matched: 2, spans: [{}] });
});

test("no query finds all traces of the last hour, newest first; seconds bound the time", async () => {
  expect((await search({})).traces.map(({ traceID }) => traceID)).toEqual([ODD_TRACE, traceId(2)]);
  const seconds = (nanos: bigint) => String(nanos / SECOND);
  const { traces } = await search({ q: "{}", start: seconds(NOW - 90n * SECOND), end: seconds(NOW - 30n * SECOND) });
  expect(traces.map(({ traceID }) => traceID)).toEqual([traceId(2)]);
});

test("select() gives attributes by the names that Tempo gives them, with their types", async () => {
  const { traces } = await search({
    q: '{ name = "POST /checkout" } | select(span.big, span.ratio, span.sampled, resource.host.name, status, kind, span.not.there)',
  });
  expect(traces[0]?.spanSets[0]?.spans[0]).toMatchObject({
    attributes: expect.arrayContaining([
      { key: "big", value: { intValue: "9007199254740993" } },
      { key: "ratio", value: { doubleValue: 0.25 } },
      { key: "sampled", value: { boolValue: true } },
      { key: "host.name", value: { stringValue: "h1" } },
      { key: "status", value: { stringValue: "error" } },
      { key: "kind", value: { stringValue: "server" } },
    ]),
  });
});

test("what Traces Drilldown asks for the structure of traces has numbers of the nested sets", async () => {
  const { traces } = await search({
    q: '({nestedSetParent<0 && resource.service.name="gateway"} &>> {status=unset}) || ({nestedSetParent<0}) | select(status, resource.service.name, name, nestedSetParent, nestedSetLeft, nestedSetRight)',
    limit: "200",
    spss: "10",
  });
  const spans = traces.find(({ traceID }) => traceID === ODD_TRACE)?.spanSets[0]?.spans as {
    spanID: string;
    attributes: { key: string; value: unknown }[];
  }[];
  const root = spans.find(({ spanID }) => spanID === spanId(1));
  expect(root?.attributes).toEqual(
    expect.arrayContaining([
      { key: "nestedSetParent", value: { intValue: "-1" } },
      { key: "nestedSetLeft", value: { intValue: "1" } },
      { key: "nestedSetRight", value: { intValue: "4" } },
    ]),
  );
});

test("by() gives a set for each value, which it names", async () => {
  const { traces } = await search({ q: '{ resource.service.name = "payment" } | by(name)', limit: "1" });
  expect(traces[0]?.spanSets).toMatchObject([
    { matched: 1, attributes: [{ key: "by(name)", value: { stringValue: "charge" } }] },
    { matched: 1, attributes: [{ key: "by(name)", value: { stringValue: "orphan" } }] },
  ]);
});

test("nothing found is an empty list", async () => {
  expect(await search({ q: '{ name = "unheard of" }' })).toMatchObject({ traces: [] });
});

test.each([
  [{ tags: "service.name=payment name=charge" }, [ODD_TRACE, traceId(2)]],
  [{ tags: 'http.method="POST" error=true' }, [ODD_TRACE]],
  [{ tags: "http.status_code=500 sampled=true" }, [ODD_TRACE]],
  [{ tags: "root.service.name=gateway", minDuration: "1.5s", maxDuration: "2.1s" }, [ODD_TRACE]],
  [{ tags: "", minDuration: "3s" }, []],
])("tags as older clients send them find: %j", async (query, found) => {
  expect((await search(query)).traces.map(({ traceID }) => traceID)).toEqual(found);
});

test.each([
  ["q=%7B+name+%3D", "expected"],
  ["tags=novalue", '"tags"'],
  ["q=%7B%7D+%7C+rate%28%29", "numbers over time"],
  ["start=soon", '"start"'],
  [`q=%7B%7D${"+".repeat(10_000)}`, 'Parameter "q": at most 10000 characters'],
])("?%s is 400, with a text that says what is wrong", async (query, said) => {
  const response = await fetch(`${api.url}/tempo/api/search?${query}`);
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(said)]);
});
