import { expect, test } from "@jest/globals";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Span, type SpanOptions, type Tracer } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOnSampler, TracerProvider as StockTracerProvider, type ReadableSpan, type SpanProcessor } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { TracerProvider } from "./tracer-provider.ts";

const resource = resourceFromAttributes({ "service.name": "spans" });
const limits = {
  attributeCountLimit: 5,
  attributeValueLengthLimit: 6,
  eventCountLimit: 2,
  linkCountLimit: 2,
  attributePerEventCountLimit: 2,
  attributePerLinkCountLimit: 1,
};

function keeping(): SpanProcessor & { ended: ReadableSpan[] } {
  const ended: ReadableSpan[] = [];
  return { ended, onStart() {}, onEnd: (span) => void ended.push(span), forceFlush: async () => {}, shutdown: async () => {} };
}

/** What OpenTelemetry's own tracer and ours say after the same calls; times that nobody gave are left out. */
function afterSameCalls(calls: (tracer: Tracer) => void): [unknown[], unknown[]] {
  const stock = keeping();
  const ours = keeping();
  calls(
    new StockTracerProvider({ resource, sampler: new AlwaysOnSampler(), spanLimits: limits, spanProcessors: [stock] }).getTracer("t", "1"),
  );
  calls(new TracerProvider({ resource, sampler: new AlwaysOnSampler(), limits, processors: [ours] }).getTracer("t", "1"));
  return [stock.ended.map(told), ours.ended.map(told)];
}

function told(span: ReadableSpan): unknown {
  const { name, kind, parentSpanContext, status, attributes, links, ended } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount, instrumentationScope } = span;
  const dropped = { droppedAttributesCount, droppedEventsCount, droppedLinksCount };
  const events = span.events.map((event) => ({ ...event, time: event.time[0] === GIVEN[0] ? event.time : "now" }));
  const times = span.startTime[0] === GIVEN[0] ? [span.startTime, span.endTime[0] === GIVEN[0] + 1 ? span.endTime : "now"] : "now";
  const rest = { resource: span.resource.attributes, scope: instrumentationScope.name, version: instrumentationScope.version };
  return JSON.parse(JSON.stringify({ name, kind, parentSpanContext, status, attributes, links, ended, dropped, events, times, ...rest }));
}

const GIVEN: [number, number] = [1_700_000_000, 5];
const END: [number, number] = [GIVEN[0] + 1, 7];
const LINKED = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: TraceFlags.SAMPLED };

const key = fc.constantFrom("a", "b", "c", "d", "e", "f", "__proto__x", "");
const value = fc.oneof(
  fc.constantFrom<unknown>("short", "longer than six", "", 1, 1.5, NaN, true, null, undefined, 10n, Symbol("s"), new Date(0)),
  fc.constantFrom<unknown>(["x", "longer than six"], [1, 2], [1, "mixed"], [], { nested: "longer than six" }, new Uint8Array(8), [[1]]),
);
const attributes = fc.array(fc.tuple(key, value), { maxLength: 7 }).map((pairs) => Object.fromEntries(pairs));
const exception = fc.constantFrom<unknown>("text", { name: "E", message: "m" }, { code: 42, message: "m", stack: "s" }, { message: "m" });
const call = fc.oneof(
  fc.tuple(key, value).map(
    ([k, v]) =>
      (span: Span) =>
        void span.setAttribute(k, v),
  ),
  attributes.map((all) => (span: Span) => void span.setAttributes(all)),
  fc.tuple(key, attributes).map(
    ([name, all]) =>
      (span: Span) =>
        void span.addEvent(name, all, GIVEN),
  ),
  fc.constant((span: Span) => void span.addEvent("timed", GIVEN)),
  fc.constant((span: Span) => void span.addEvent("bare")),
  attributes.map((all) => (span: Span) => void span.addLink({ context: LINKED, attributes: all })),
  fc
    .constantFrom(SpanStatusCode.OK, SpanStatusCode.ERROR, SpanStatusCode.UNSET)
    .map((code) => (span: Span) => void span.setStatus({ code, message: "why" })),
  fc.constant((span: Span) => void span.setStatus({ code: SpanStatusCode.ERROR })),
  fc.constant((span: Span) => void span.updateName("renamed")),
  exception.map((thrown) => (span: Span) => span.recordException(thrown as Error, GIVEN)),
  fc.constant((span: Span) => span.end(END)),
);
const options = fc.record<SpanOptions>({
  kind: fc.constantFrom(SpanKind.CLIENT, SpanKind.INTERNAL),
  attributes,
  root: fc.boolean(),
  startTime: fc.constant(GIVEN),
});

test("a span says the same as OpenTelemetry's own after any calls", () => {
  fc.assert(
    fc.property(fc.option(options, { nil: undefined }), fc.array(call, { maxLength: 12 }), (given, calls) => {
      const [stock, ours] = afterSameCalls((tracer) => {
        const span = tracer.startSpan("start", given, trace.setSpanContext(ROOT_CONTEXT, { ...LINKED, isRemote: true }));
        for (const change of calls) change(span);
        span.end(END);
      });
      expect(ours).toEqual(stock);
    }),
    { numRuns: 1000 },
  );
});
