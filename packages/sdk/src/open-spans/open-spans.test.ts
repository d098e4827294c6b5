import { setImmediate as nextTurn } from "node:timers/promises";
import { logs, ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Span } from "@opentelemetry/api";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { OpenSpans } from "./open-spans.ts";

let exporter: InMemoryLogRecordExporter;
let openSpans: OpenSpans;

beforeEach(() => {
  exporter = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
});
afterEach(async () => {
  logs.disable();
  await openSpans.shutdown();
});

function begin(count: number): Span[] {
  const tracer = new TracerProvider({ spanProcessors: [openSpans] }).getTracer("test");
  return Array.from({ length: count }, (_, at) => tracer.startSpan(`span ${at}`));
}

test("count() is right whatever the order in which spans end, also beyond what is kept", () => {
  openSpans = new OpenSpans(5000);
  const spans = begin(10_010);
  expect(openSpans.count()).toBe(10_010);
  for (const span of spans.slice(10_000)) span.end();
  expect(openSpans.count()).toBe(10_000);
  for (const span of spans.slice(5000, 10_000)) span.end();
  expect(openSpans.count()).toBe(5000);
  for (const span of spans.slice(0, 5000).toReversed()) span.end();
  expect(openSpans.count()).toBe(0);
});

test("lastWords() reports the oldest thousand, synchronously and in order", () => {
  openSpans = new OpenSpans(5000);
  const spans = begin(1100);
  for (const span of spans.slice(0, 50)) span.end();
  openSpans.lastWords("SIGTERM");
  const records = exporter.getFinishedLogRecords();
  expect(records).toHaveLength(1000);
  expect(records[0]).toMatchObject({
    eventName: "throughline.span.open",
    spanContext: { spanId: spans[50]?.spanContext().spanId },
    attributes: { "throughline.span.name": "span 50", "throughline.span.last_words": "SIGTERM" },
  });
});

test("the first of last words stays, and a span that began since has its own", () => {
  openSpans = new OpenSpans(5000);
  begin(1);
  openSpans.lastWords("SIGTERM");
  begin(1);
  openSpans.lastWords("exit");
  const words = exporter.getFinishedLogRecords().map(({ attributes }) => attributes["throughline.span.last_words"]);
  expect(words).toEqual(["SIGTERM", "exit"]);
});

test("an attribute of the span's never replaces one of the report's", () => {
  openSpans = new OpenSpans(5000);
  const provider = new TracerProvider({ spanProcessors: [openSpans] });
  const attributes = { "throughline.span.name": "lie", "throughline.span.scope": "lie", fine: true };
  const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: TraceFlags.SAMPLED });
  provider.getTracer("true scope").startSpan("true name", { kind: SpanKind.CONSUMER, attributes }, parent);
  openSpans.lastWords("exit");
  expect(exporter.getFinishedLogRecords()[0]?.attributes).toMatchObject({
    "throughline.span.name": "true name",
    "throughline.span.kind": "consumer",
    "throughline.span.scope": "true scope",
    "throughline.span.parent_id": "2".repeat(16),
    fine: true,
  });
});

test("a round of reports takes some milliseconds of the thread, however many are due and slow; the others come with the next", async () => {
  const all = Promise.withResolvers<void>();
  let reported = 0;
  let together = 0;
  let mostTogether = 0;
  const onEmit = (): void => {
    const done = performance.now() + 2;
    while (performance.now() < done);
    if (++reported === 50) all.resolve();
    if (together === 0)
      setImmediate(() => {
        mostTogether = Math.max(mostTogether, together);
        together = 0;
      });
    together += 1;
  };
  logs.disable();
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [{ onEmit, forceFlush: async () => {}, shutdown: async () => {} }] }));
  openSpans = new OpenSpans(100);
  begin(50);
  await all.promise;
  await nextTurn();
  expect(mostTogether).toBeGreaterThan(0);
  expect(mostTogether).toBeLessThanOrEqual(5);
});

test("with 0 nothing is reported, and spans are counted", () => {
  openSpans = new OpenSpans(0);
  begin(3);
  openSpans.lastWords("SIGTERM");
  expect(exporter.getFinishedLogRecords()).toEqual([]);
  expect(openSpans.count()).toBe(3);
});

test("a log processor that throws harms nobody", () => {
  logs.disable();
  const onEmit = (): never => {
    throw new Error("broken");
  };
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [{ onEmit, forceFlush: async () => {}, shutdown: async () => {} }] }));
  openSpans = new OpenSpans(5000);
  begin(1);
  expect(() => openSpans.lastWords("SIGTERM")).not.toThrow();
});
