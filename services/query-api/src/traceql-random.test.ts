import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Candidate, parseTraceQL, searchTraces } from "@throughline/query";
import {
  evaluate,
  Parameters,
  planOf,
  print,
  Required,
  spanCondition,
  type SpansetExpression,
  type SpansetFilter,
  trees,
} from "@throughline/query/testing";
import fc from "fast-check";
import { DOUBLES, KEYS, NUMBERS, randomTraces, TEXTS } from "./testing/random-traces.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** Random queries against random traces: SQL and search find what the evaluator finds. */

const scopes = ["any", "span", "resource", "event", "link", "instrumentation"] as const;
const { filters, spansets } = trees({
  attributes: fc
    .record({ scope: fc.constantFrom(...scopes), key: fc.constantFrom(...KEYS), ofParent: fc.integer({ min: 0, max: 9 }) })
    .map(({ scope, key, ofParent }) => ({
      type: "attribute",
      scope,
      key,
      ofParent: ofParent === 0 && ["any", "span", "resource"].includes(scope),
    })),
  texts: fc.oneof(
    fc.constantFrom(...TEXTS),
    fc.constantFrom("6162636465666768", "6162636465666768696A6B6C6D6E6F70", spanId(10), traceId(2).toUpperCase()),
  ),
  patterns: fc.constantFrom("", "a|5", "a.*", "[^a]+", ".", "\\w*", "(?s).+"),
  numbers: fc.oneof(
    fc.constantFrom(...NUMBERS).map((value) => ({ type: "int", value }) as const),
    fc.constantFrom(...NUMBERS).map((value) => ({ type: "duration", value }) as const),
    fc.constantFrom(...DOUBLES.filter(Number.isFinite)).map((value) => ({ type: "float", value }) as const),
  ),
});

const store = new TestStore();
const traces = randomTraces(60, 5);
const range = { from: NOW - 3_600n * SECOND, to: NOW + 10n * SECOND };

beforeAll(async () => {
  await store.start();
  await store.insertSpans(traces.flatMap(({ rows }) => rows));
});
afterAll(() => store.stop());

/** The text of a query and how it is read, so that what fails can be tried again. */
function read(expression: SpansetExpression): { readonly q: string; readonly query: ReturnType<typeof parseTraceQL> } {
  const q = print({ type: "query", expression, hints: [] });
  return { q, query: parseTraceQL(q) };
}

test("the SQL of a filter finds the spans that the evaluator finds, or more where it says so", async () => {
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const { q } = read(filter);
      const expected = traces.flatMap(({ trace }) => evaluate(filter, trace).flatMap(({ spans }) => spans.map((span) => span.spanId)));
      const { found, isExact } = await select(filter);
      if (isExact) exact++;
      if (isExact) expect({ q, found }).toEqual({ q, found: expected.toSorted() });
      else expect({ q, found }).toEqual({ q, found: expect.arrayContaining(expected) });
    }),
    { numRuns: 300, seed: 3 },
  );
  expect(exact).toBeGreaterThan(150);
}, 300_000);

test("SQL calculates as the evaluator does", async () => {
  const operand = fc.constantFrom(
    "span.k",
    'span."k="',
    "duration",
    "5",
    "-1",
    "0",
    "0.5",
    "1s",
    "9223372036854775807",
    "minInt",
    "1e300",
    "-span.k",
  );
  const sum = fc.tuple(operand, fc.constantFrom("+", "-", "*", "/"), operand).map(([a, operator, b]) => `${a} ${operator} ${b}`);
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(sum, fc.constantFrom("=", "!=", "<", ">="), fc.oneof(operand, sum), async (left, operator, right) => {
      const q = `{ ${left} ${operator} ${right} }`;
      const filter = parseTraceQL(q).expression as SpansetFilter;
      const expected = traces.flatMap(({ trace }) => evaluate(filter, trace).flatMap(({ spans }) => spans.map((span) => span.spanId)));
      const { found, isExact } = await select(filter);
      if (isExact) exact++;
      if (isExact) expect({ q, found }).toEqual({ q, found: expected.toSorted() });
      else expect({ q, found }).toEqual({ q, found: expect.arrayContaining(expected) });
    }),
    { numRuns: 120, seed: 8 },
  );
  expect(exact).toBeGreaterThan(80);
}, 300_000);

async function select(filter: SpansetFilter): Promise<{ found: readonly string[]; isExact: boolean }> {
  const parameters = new Parameters();
  const { sql, isExact } = spanCondition(parameters, filter);
  const rows = await store.run<{ id: string }>(
    parameters.statement(`SELECT lower(hex(span_id)) AS id FROM spans WHERE ${sql} ORDER BY span_id`),
  );
  return { found: rows.map(({ id }) => id), isExact };
}

test("a search finds the traces that the evaluator finds, whatever the query", async () => {
  let evaluated = 0;
  await fc.assert(
    fc.asyncProperty(spansets, async (expression) => {
      const { q, query } = read(expression);
      const found = await searchTraces(store.run, { query, range, limit: 1_000, deadline: performance.now() + 60_000 });
      if (!planOf(expression).isExact) evaluated++;
      const expected = traces.flatMap(({ trace }) => (evaluate(expression, trace).length > 0 ? [trace.traceId] : []));
      expect({ q, found: found.traces.map((trace) => trace.traceId).toSorted() }).toEqual({ q, found: expected.toSorted() });
    }),
    { numRuns: 100, seed: 4 },
  );
  expect(evaluated).toBeGreaterThan(30);
}, 300_000);

test("pages of a part of the time neither skip nor repeat a trace", async () => {
  const part = { from: NOW - 400n * SECOND, to: NOW - 100n * SECOND };
  await fc.assert(
    fc.asyncProperty(spansets, fc.integer({ min: 1, max: 7 }), async (expression, limit) => {
      const { q, query } = read(expression);
      const required = new Required(expression, part);
      const expected = traces.flatMap(({ trace }) => {
        const matches = evaluate(expression, trace).flatMap(({ spans }) => spans);
        const isInPart = matches.some(({ startNano }) => startNano >= part.from && startNano < part.to);
        return isInPart && required.isMet(trace) ? [trace.traceId] : [];
      });
      const found: Candidate[] = [];
      for (let after: Candidate | undefined; ;) {
        const deadline = performance.now() + 60_000;
        const page = await searchTraces(store.run, { query, range: part, limit, deadline, ...(after && { after }) });
        found.push(...page.traces);
        after = page.traces.at(-1);
        if (!page.hasMore) break;
      }
      expect({ q, found: found.map(({ traceId: id }) => id).toSorted() }).toEqual({ q, found: expected.toSorted() });
      expect(found).toEqual(found.toSorted((a, b) => (BigInt(a.newest) > BigInt(b.newest) ? -1 : 1)));
    }),
    { numRuns: 40, seed: 6 },
  );
}, 300_000);
