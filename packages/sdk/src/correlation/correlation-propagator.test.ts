import { afterEach, describe, expect, test } from "@jest/globals";
import { defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, trace, TraceFlags, type Context } from "@opentelemetry/api";
import { CompositePropagator, suppressTracing, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { CorrelationPropagator } from "./correlation-propagator.ts";
import { correlationOf, setCorrelation } from "./correlation.ts";
import { TraceContextPropagator } from "./trace-context.ts";
import { noteOutgoingRequest, takeOutgoingRequest } from "./outgoing-request.ts";

const NEW = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;
const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const w3c = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
const allows = (host: string): boolean => host === "friend";
const propagators = {
  "around all": new CorrelationPropagator({ inner: w3c, allows }),
  "beside the baggage": new CorrelationPropagator({ inner: new TraceContextPropagator(), baggage: new W3CBaggagePropagator(), allows }),
};

describe.each(Object.entries(propagators))("a propagator %s:", (_, propagator) => {
  const extract = (headers: Record<string, unknown>, ctx: Context = ROOT_CONTEXT): Context =>
    propagator.extract(ctx, headers, defaultTextMapGetter);
  const inject = (ctx: Context): Record<string, string> => {
    const headers = {};
    propagator.inject(ctx, headers, defaultTextMapSetter);
    return headers;
  };

  afterEach(() => void takeOutgoingRequest());

  test.each([
    [{ baggage: "correlation.id=b", "x-correlation-id": "c", "x-request-id": "r" }, "b"],
    [{ baggage: "other=b", "x-correlation-id": "c", "x-request-id": "r" }, "c"],
    [{ "x-correlation-id": "", "x-request-id": "r" }, "r"],
    [{ "x-correlation-id": ["first", "second"] }, "first"],
  ])("extract(%j) takes %s", (headers, id) => {
    expect(correlationOf(extract(headers))).toBe(id);
  });

  test.each([
    { baggage: "correlation.id=%0Aevil%3A%20x" },
    { "x-correlation-id": "a b" },
    { "x-correlation-id": "a, b" },
    { "x-request-id": "x".repeat(129) },
    {},
  ])("extract(%j) makes a new ID, in the baggage too", (headers) => {
    const ctx = extract(headers);
    const id = correlationOf(ctx);
    expect(id).toMatch(NEW);
    expect(inject(ctx)).toEqual({ baggage: `correlation.id=${id}`, "x-correlation-id": id });
  });

  test("extract() keeps the context's own ID where nothing arrives, and takes what arrives over it", () => {
    const own = setCorrelation(ROOT_CONTEXT, "own");
    expect(correlationOf(extract({ traceparent: TRACEPARENT }, own))).toBe("own");
    expect(correlationOf(extract({ "x-correlation-id": "arrived" }, own))).toBe("arrived");
  });

  test("inject() keeps other baggage and survives its replacement", () => {
    const ctx = extract({ baggage: "a=1,correlation.id=b;evil=1,c=3;p=q", traceparent: TRACEPARENT });
    expect(inject(ctx)).toEqual({ traceparent: TRACEPARENT, baggage: "correlation.id=b,a=1,c=3;p=q", "x-correlation-id": "b" });
    const replaced = propagation.setBaggage(ctx, propagation.createBaggage({ mine: { value: "1" } }));
    expect(inject(replaced)).toMatchObject({ baggage: "correlation.id=b,mine=1", "x-correlation-id": "b" });
  });

  test("inject() never passes on an unacceptable ID that the app put into the baggage", () => {
    const ctx = propagation.setBaggage(
      ROOT_CONTEXT,
      propagation.createBaggage({ "correlation.id": { value: "e v i l" }, a: { value: "1" } }),
    );
    expect(inject(ctx)).toEqual({ baggage: "a=1" });
  });

  test("inject() sends the ID to hosts that are allowed only, and tells it to messages", () => {
    const ctx = extract({ baggage: "a=1,correlation.id=b" });
    noteOutgoingRequest({ host: "friend" });
    expect(inject(ctx)).toHaveProperty("x-correlation-id", "b");
    noteOutgoingRequest({ host: "stranger" });
    expect(inject(ctx)).toEqual({ baggage: "a=1" });
    expect(inject(ctx)).toHaveProperty("x-correlation-id", "b");
  });

  test("inject() gives an unsampled trace one ID of its own", () => {
    const unsampled = trace.setSpanContext(ROOT_CONTEXT, { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: TraceFlags.NONE });
    const id = inject(unsampled)["x-correlation-id"];
    expect(id).toMatch(NEW);
    expect(inject(unsampled)["x-correlation-id"]).toBe(id);
  });

  test("inject() says nothing while tracing is suppressed", () => {
    expect(inject(suppressTracing(setCorrelation(ROOT_CONTEXT, "own")))).toEqual({});
  });

  test("fields() names all headers", () => {
    expect(propagator.fields()).toEqual(["traceparent", "tracestate", "baggage", "x-correlation-id"]);
  });
});
