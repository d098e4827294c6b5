import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseTraceQL, searchTraces, type Statement } from "@throughline/query";
import { NOW, SECOND, TestStore } from "./testing/store.ts";

/** What searches read: EXPLAIN says which granules of `spans` the indexes leave. */

const store = new TestStore();
const SPANS = 200_000;
const EVERY = 400_000_000n; // nanoseconds between two spans: they fill most of a day
const range = { from: NOW - BigInt(SPANS) * EVERY - SECOND, to: NOW + SECOND };

beforeAll(async () => {
  await store.start();
  await store.clickhouse.command(
    `INSERT INTO spans (time, duration, trace_id, span_id, service, name, kind, attributes, correlation_ids)
     SELECT fromUnixTimestamp64Nano({now:Int64} - toInt64(number) * {every:Int64}, 'UTC'), number % 1000, MD5(toString(intDiv(number, 10))),
       substring(MD5(toString(number)), 1, 8), if(intDiv(number, 100) = 700, 'rare', concat('s', toString(number % 20))), concat('op', toString(number % 7)), 'server',
       map('http.route', concat('/r', toString(number % 50)), 'order.id', toString(number), 'correlation.id', concat('c', toString(intDiv(number, 10)))),
       [concat('c', toString(intDiv(number, 10)))]
     FROM numbers({spans:UInt64})`,
    { params: { now: String(NOW), every: String(EVERY), spans: SPANS } },
  );
  await store.clickhouse.command("OPTIMIZE TABLE spans FINAL");
});
afterAll(() => store.stop());

/** The share of the granules of `spans` that a statement reads, select by select. */
async function shares({ sql, params }: Statement): Promise<readonly number[]> {
  const lines = await store.run<{ explain: string }>({ sql: `EXPLAIN indexes = 1 ${sql}`, params });
  const found: number[] = [];
  let isSpans = false;
  for (const { explain } of lines) {
    if (explain.includes("ReadFromMergeTree")) {
      isSpans = explain.includes("throughline.spans");
      if (isSpans) found.push(1);
    }
    const [, left, of] = /Granules: (\d+)\/(\d+)/.exec(explain) ?? [];
    if (isSpans && left !== undefined)
      found[found.length - 1] = (found.at(-1) as number) * (Number(of) === 0 ? 0 : Number(left) / Number(of));
  }
  return found;
}

/** The shares that the statements read by which a search looks for candidates. */
async function sharesOf(q: string): Promise<{ readonly found: number; readonly read: readonly number[] }> {
  store.takeSql();
  const { traces } = await searchTraces(store.run, { query: parseTraceQL(q), range, limit: 5, deadline: performance.now() + 60_000 });
  const statements = store.statements.splice(0).filter(({ sql }) => sql.includes("FROM spans") && !sql.includes("FROM logs"));
  const read: number[] = [];
  for (const statement of statements) read.push(...(await shares(statement)));
  return { found: traces.length, read };
}

const few = (read: readonly number[]): boolean => read.length > 0 && read.every((share) => share <= 0.1);

test("a trace ID leaves the granule of its trace", async () => {
  const id = createHash("md5").update("12345").digest("hex");
  for (const q of [`{ trace:id = "${id}" }`, `{ name =~ "op.*" && trace:id = "${id}" }`, `{ trace:id = "${id}" } && { name = "op1" }`]) {
    const { found, read } = await sharesOf(q);
    expect([q, found, few(read), read]).toEqual([q, 1, true, read]);
  }
});

test("a correlation ID leaves the granules of its traces", async () => {
  for (const q of ['{ span.correlation.id = "c12345" }', '{ span.correlation.id = "c12345" || span.correlation.id = "c12346" } >> {}']) {
    const { read } = await sharesOf(q);
    expect([q, few(read), read]).toEqual([q, true, read]);
  }
  expect((await sharesOf('{ .correlation.id = "c12345" }')).read.some((share) => share > 0 && share <= 0.1)).toBe(true);
});

test("a rare attribute leaves the granules that hold it, of the select that asks for single values of the span's own", async () => {
  for (const q of [
    '{ span.order.id = "123456" }',
    '{ span.order.id = "123456" && duration >= 0 }',
    '{ span.order.id = "123456" || span.order.id = "123466" }',
    '{ (span.order.id = "123456" || span.order.id = "654321") && kind = server } && { name = "op1" || name != "op1" }',
    '{ .order.id = "123456" } && {}',
  ]) {
    const { found, read } = await sharesOf(q);
    expect([q, found, read.some((share) => share > 0 && share <= 0.1), read]).toEqual([q, expect.any(Number), true, read]);
    expect(found).toBeGreaterThan(0);
  }
});

test("a rare attribute of the span's own leaves few granules in every select: no granule has arrays", async () => {
  for (const q of ['{ span.order.id = "123456" }', '{ span.order.id = "123456" && duration >= 0 }']) {
    const { read } = await sharesOf(q);
    expect([q, few(read), read]).toEqual([q, true, read]);
  }
});

test("a service leaves the ten minutes in which it was called, with the operation, and in each arm of an or", async () => {
  for (const q of [
    '{ resource.service.name = "rare" }',
    '{ resource.service.name = "rare" && name = "op1" }',
    '{ resource.service.name = "rare" && name = "op1" || resource.service.name = "rare" && name = "op2" }',
    '{ resource.service.name = "rare" && (kind = server || duration > 5) } && {}',
  ]) {
    const { found, read } = await sharesOf(q);
    expect([q, found > 0, few(read), read]).toEqual([q, true, true, read]);
  }
});
