import { expect, test } from "@jest/globals";
import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { suppressTracing, W3CTraceContextPropagator } from "@opentelemetry/core";
import fc from "fast-check";
import { TraceContextPropagator } from "./trace-context.ts";

const stock = new W3CTraceContextPropagator();
const ours = new TraceContextPropagator();

const read = (propagator: W3CTraceContextPropagator, headers: Record<string, unknown>): unknown => {
  const { traceState, ...rest } = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)) ?? {};
  return { ...rest, traceState: (traceState as { serialize(): string } | undefined)?.serialize() };
};

const VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test.each([
  { traceparent: VALID },
  { traceparent: VALID, tracestate: "a=b" },
  { traceparent: [VALID, "x"] },
  { traceparent: `cc-${VALID.slice(3)}-what-the-future-brings` },
  { traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` },
  { traceparent: `${VALID}-more` },
  { traceparent: ` ${VALID}` },
  { traceparent: VALID.toUpperCase() },
  { traceparent: "" },
  {},
])("TraceContextPropagator reads %j as OpenTelemetry does", (headers) => {
  expect(read(ours, headers)).toEqual(read(stock, headers));
});

test("TraceContextPropagator reads and writes any header as OpenTelemetry does", () => {
  const digits = fc.constantFrom(...VALID.split(""), "g", "A", " ", "ff");
  fc.assert(
    fc.property(fc.nat(VALID.length), digits, fc.nat(255), fc.boolean(), (at, digit, traceFlags, suppressed) => {
      const traceparent = VALID.slice(0, at) + digit + VALID.slice(at + 1);
      expect(read(ours, { traceparent })).toEqual(read(stock, { traceparent }));
      const ctx = trace.setSpanContext(ROOT_CONTEXT, { traceId: traceparent.slice(3, 35), spanId: "b7ad6b7169203331", traceFlags });
      const written = [ours, stock].map((propagator) => {
        const headers = {};
        propagator.inject(suppressed ? suppressTracing(ctx) : ctx, headers, defaultTextMapSetter);
        return headers;
      });
      expect(written[0]).toEqual(written[1]);
    }),
    { numRuns: 2000 },
  );
});
