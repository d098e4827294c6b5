import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { alignedSteps, parseTraceQL, type Series } from "@throughline/query";
import { collectSeries, isMetrics, metricsIn, readSeries, sqlMetrics } from "@throughline/query/testing";
import fc from "fast-check";
import { randomTraces } from "./testing/random-traces.ts";
import { NOW, SECOND, spanId, TestStore, type TestSpan, traceId } from "./testing/store.ts";

/** Random metrics queries over random spans: SQL gives the series that the evaluator's collector gives. */

const store = new TestStore();
const STEP = 30n * SECOND;
const range = { from: NOW - 700n * SECOND, to: NOW };
const steps = alignedSteps(range, STEP);
const limits = { series: 10_000, compared: 0, exemplars: 100 };

/** Sums of these are exact in whatever order. Some lie at the very ends of steps. */
const spans: readonly TestSpan[] = fc
  .sample(
    fc.record({
      offset: fc.oneof(
        fc.bigInt({ min: 0n, max: 700n * SECOND }),
        fc.bigInt({ min: 0n, max: 22n }).map((of) => of * STEP),
      ),
      duration: fc.bigInt({ min: 0n, max: 5_000n }).map((of) => of * 1_000_000n),
      name: fc.constantFrom("a", "b", ""),
      kind: fc.constantFrom("server", "client"),
      status: fc.constantFrom("ok", "error", "unset"),
      service: fc.constantFrom("cart", "stock"),
      n: fc.option(fc.integer({ min: -8, max: 100 })),
      d: fc.option(fc.integer({ min: -8, max: 100 }).map((of) => of / 4)),
      ofResource: fc.boolean(),
    }),
    { numRuns: 300, seed: 7 },
  )
  .map(({ offset, n, d, ofResource, ...columns }, index) => ({
    ...columns,
    traceId: traceId(1_000 + Math.floor(index / 3)),
    spanId: spanId(10_000 + index),
    time: steps.first + offset,
    attributes: {
      ...(n !== null && { n: ["i", String(n)] as const }),
      ...(d !== null && { mixed: n !== null && n > 50 ? String(n) : (["d", String(d)] as const) }),
    },
    resource: ofResource ? { region: "eu", n: ["i", "7"] as const } : {},
  }));

beforeAll(async () => {
  await store.start();
  await store.insertSpans([...spans, ...randomTraces(40, 9).flatMap(({ rows }) => rows)]);
});
afterAll(() => store.stop());

const filters = fc.constantFrom(
  "{}",
  "{ status = error }",
  "{ nestedSetParent < 0 && true }",
  "{ name = `a` && duration > 1s }",
  "{ span.n > 3 || kind = server }",
  "{ .region = `eu` }",
  "{ span.k != nil } | select(span.k)",
  "{ resource.service.name = `cart` } || { .mixed < 5 }",
  "{ kind = server } | { span.n >= 0 }",
);
/** Numbers with exact sums; others may be as great as can be, infinite, or none. */
const exact = fc.constantFrom("duration", "span.n", ".n", "span.mixed", ".mixed", "event:timeSinceStart", "resource.n");
const any = fc.oneof(exact, fc.constantFrom("event.k", ".k", "link.k", "instrumentation.k", 'span."a b"'));
const functions = fc.oneof(
  fc.constantFrom("rate()", "count_over_time()"),
  fc.tuple(fc.constantFrom("min", "max", "histogram"), any).map(([of, value]) => `${of}_over_time(${value})`),
  fc.tuple(fc.constantFrom("sum", "avg"), exact).map(([of, value]) => `${of}_over_time(${value})`),
  fc.tuple(exact, fc.constantFrom(".5", "0, .25, .99, 1")).map(([value, of]) => `quantile_over_time(${value}, ${of})`),
);
const labels = fc.constantFrom(
  "name",
  "kind",
  "status",
  "resource.service.name",
  "span.n",
  ".n",
  "span.mixed",
  ".region",
  "span.k",
  ".k",
  "event.k",
  "link.k",
  "instrumentation.k",
  "event:name",
  "span:parentID",
  "instrumentation:version",
  "link:traceID",
  'resource."a b"',
  ".service.name",
  "duration",
);
const queries = fc
  .tuple(filters, functions, fc.uniqueArray(labels, { maxLength: 3 }))
  .map(([filter, of, by]) => `${filter} | ${of}${by.length > 0 ? ` by (${by.join(", ")})` : ""}`);

test("SQL gives the series that the collector of spans gives", async () => {
  await fc.assert(
    fc.asyncProperty(queries, async (q) => {
      const parsed = parseTraceQL(q);
      const metrics = isMetrics(parsed) ? metricsIn(parsed.expression) : [];
      const [first] = metrics;
      const sql = first && sqlMetrics(first);
      if (!first || !sql) throw new Error(`${q} is not answered by SQL`);
      const read = await readSeries(store.run, sql, steps, limits, Infinity);
      const collected = await collectSeries(store.run, metrics, steps, limits, Infinity);
      expect({ q, cut: read.areCut, known: read.known }).toEqual({ q, cut: false, known: 0 });
      expect({ q, series: shown(read.series) }).toEqual({ q, series: shown(collected.series(first)) });
      for (const { exemplars } of read.series) for (const { traceId: of } of exemplars) expect(of).toMatch(/^[0-9a-f]{32}$/);
    }),
    { numRuns: 60, seed: 12 },
  );
}, 300_000);

/** Twelve digits: quantiles and averages are rounded differently. */
function shown(series: readonly Series[]): Readonly<Record<string, string>> {
  const text = (of: unknown) =>
    JSON.stringify(of, (_, value: unknown) =>
      typeof value === "bigint" || typeof value === "number" ? `${typeof value} ${value}` : value,
    );
  return Object.fromEntries(
    series
      .map(({ labels: of, values: at }) => [
        text(of.map(({ name, value }) => [name, value ?? null, typeof value])),
        Array.from(at, (value) => (Number.isNaN(value) ? "-" : value.toPrecision(12))).join(" "),
      ])
      .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
}
