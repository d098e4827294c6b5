import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseTraceQL, type Run, searchTraceql, spansetJson, type TraceqlSearch } from "@throughline/query";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    { traceId: traceId(1), spanId: spanId(1), time: NOW - 10n * SECOND, name: "root" },
    { traceId: traceId(1), spanId: spanId(2), parentId: spanId(1), time: NOW - 9n * SECOND, name: "child", service: "stock" },
    { traceId: traceId(1), spanId: spanId(3), parentId: spanId(1), time: NOW - 8n * SECOND, name: "child", duration: 7n },
    { traceId: traceId(2), spanId: spanId(4), time: NOW - 20n * SECOND, name: "root" },
  ]);
});
afterAll(() => store.stop());

function find(q: string, options: Partial<TraceqlSearch> = {}) {
  return searchTraceql(store.run, {
    query: parseTraceQL(q),
    range: { from: NOW - 3_600n * SECOND, to: NOW + SECOND },
    limit: 20,
    spansPerSet: 3,
    deadline: performance.now() + 20_000,
    ...options,
  });
}

test("searchTraceql() gives the spans that match, by start", async () => {
  const { traces, hasMore } = await find("{ name = `child` }");
  expect(hasMore).toBe(false);
  expect(traces).toMatchObject([
    {
      traceId: traceId(1),
      newest: String(NOW - 8n * SECOND),
      spansets: [
        {
          matched: 2,
          groups: [],
          spans: [
            { spanId: spanId(2), name: "child", service: "stock", startNano: String(NOW - 9n * SECOND), durationNano: "1000000" },
            { spanId: spanId(3), name: "child", service: "cart", startNano: String(NOW - 8n * SECOND), durationNano: "7" },
          ],
        },
      ],
    },
  ]);
});

test("searchTraceql() gives of each set no more spans than asked for, and says how many there are", async () => {
  const { traces } = await find("{ name = `root` } && { name = `child` }", { spansPerSet: 1 });
  expect(traces).toMatchObject([{ traceId: traceId(1), spansets: [{ matched: 3, spans: [{ spanId: spanId(1) }] }] }]);
  expect(await find("{}", { spansPerSet: 0 })).toMatchObject({ traces: [{ spansets: [] }, { spansets: [] }] });
});

test("searchTraceql() gives one set for each group, with the fields that the query names", async () => {
  const { traces } = await find("{ name = `child` } | by(resource.service.name) | select(nestedSetParent, .missing)");
  const sets = traces[0]?.spansets.map(spansetJson);
  expect(sets).toMatchObject([
    {
      matched: 1,
      groups: { "resource.service.name": "stock" },
      spans: [{ spanId: spanId(2), fields: { name: "child", "resource.service.name": "stock", nestedSetParent: 1 } }],
    },
    { matched: 1, groups: { "resource.service.name": "cart" }, spans: [{ spanId: spanId(3) }] },
  ]);
  expect(sets?.[0]?.spans[0]?.fields).not.toHaveProperty(".missing");
});

test("searchTraceql() shows a parent's field as the parent's", async () => {
  const { traces } = await find("{ parent.resource.service.name = `cart` && resource.service.name = `stock` }");
  expect(traces[0]?.spansets.map(spansetJson)).toMatchObject([
    { spans: [{ spanId: spanId(2), fields: { "parent.resource.service.name": "cart", "resource.service.name": "stock" } }] },
  ]);
});

test("searchTraceql() judges the whole trace, of which what is found begins in the range", async () => {
  const late = { from: NOW - 8n * SECOND - 500_000_000n, to: NOW };
  expect((await find("{ name = `root` } >> { duration < 1us }", { range: late })).traces).toEqual([]); // no root in the range
  expect((await find("{ name = `root` } !>> { duration < 1us }", { range: late })).traces).toEqual([]);
  expect((await find("{ parent.resource.service.name = `cart` } | count() = 2", { range: late })).traces).toHaveLength(1);
});

test("searchTraceql() refuses a query for numbers and hints that are for these", async () => {
  await expect(find("{} | rate()")).rejects.toThrow("send it to /api/v1/metrics");
  await expect(find("{} with (sample=0.1)")).rejects.toThrow('the hint "sample" is of queries for numbers over time');
  expect((await find("{} with (most_recent=true)")).traces).toHaveLength(2);
});

test("a search whose time is over while traces are judged says how far it came", async () => {
  const result = await find("{ childCount > 5 }", { deadline: performance.now() - 1 });
  expect(result).toEqual({ traces: [], hasMore: false, cutTraces: 0, anyOpen: false, searchedFrom: NOW + SECOND });
});

test("of a trace of very many spans the earliest tell whether it matches, and the answer counts such traces", async () => {
  await store.clickhouse.command(
    `INSERT INTO spans (time, duration, trace_id, span_id, parent_span_id, service, name)
     SELECT fromUnixTimestamp64Nano({start:Int64} + toInt64(number), 'UTC'), 1, unhex({trace:String}), reinterpretAsFixedString(number + 1),
       if(number = 0, '', reinterpretAsFixedString(number)), 'deep', concat('span ', toString(number))
     FROM numbers(20010)`,
    { params: { start: String(NOW - 100n * SECOND), trace: traceId(7) } },
  );
  const ofDeep = 'resource.service.name = "deep"';
  expect(await find(`{ ${ofDeep} && name = "span 0" } >> { name = "span 19000" }`)).toMatchObject({
    traces: [{ traceId: traceId(7) }],
    cutTraces: 1,
  });
  expect(await find(`{ ${ofDeep} && name = "span 0" } >> { name = "span 20009" }`)).toMatchObject({ traces: [], cutTraces: 1 });
  expect(await find(`{ ${ofDeep} && name = "span 20009" }`, { spansPerSet: 0 })).toMatchObject({
    traces: [{ traceId: traceId(7) }],
    cutTraces: 0,
  });
});

test("searchTraceql() finds what a name as a whole does not match, although a part of it does", async () => {
  const { traces } = await find("{ resource.service.name = `stock` && name !~ `chil` }");
  expect(traces).toMatchObject([{ traceId: traceId(1) }]);
});

test("searchTraceql() finds on later pages, too, what only the root of a trace rules out", async () => {
  const after = { newest: String(NOW), traceId: "f".repeat(32) };
  const { traces } = await find("{ rootName = `none` || name = `root` }", { after });
  expect(traces).toMatchObject([{ traceId: traceId(1) }, { traceId: traceId(2) }]);
});

test("a search that takes long is stopped where one of the spans that it needs exists nowhere, ended or open", async () => {
  await store.insertLogs([
    {
      time: NOW - 5n * SECOND,
      traceId: traceId(2),
      spanId: spanId(9),
      event: "throughline.span.open",
      attributes: {
        "throughline.span.name": "waiting",
        "throughline.span.kind": "internal",
        "throughline.span.age_nano": ["i", String(5n * SECOND)],
      },
    },
  ]);
  const slowly = async (q: string) => {
    let count = 0;
    const found: number[] = [];
    const run: Run = async (statement) => {
      count++;
      await sleep(150);
      const rows = await store.run(statement);
      if (statement.sql.includes("max_execution_time")) found.push(rows.length);
      return rows as never;
    };
    const range = { from: NOW - 10n * 86_400n * SECOND, to: NOW + SECOND };
    const { traces, searchedFrom } = await searchTraceql(run, {
      query: parseTraceQL(q),
      range,
      limit: 20,
      spansPerSet: 3,
      deadline: performance.now() + 60_000,
    });
    expect([traces, searchedFrom]).toEqual([[], undefined]);
    return { found, count };
  };
  const hopeless = await slowly("{ name = `root` } >> { resource.service.name = `nobody` }");
  expect(hopeless.found).toEqual([1, 0, 0]);
  const hopeful = await slowly("{ name = `root` } >> { name = `waiting` && kind = internal }");
  expect(hopeful.found).toEqual([1, 0, 1]);
  expect(hopeless.count).toBeLessThan(hopeful.count);
});
