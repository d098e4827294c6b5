import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseTraceQL, searchTraceql, type TraceqlSearch } from "@throughline/query";
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
