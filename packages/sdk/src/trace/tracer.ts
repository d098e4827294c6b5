import {
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  SpanKind,
  trace,
  TraceFlags,
  type Context,
  type Span as ApiSpan,
  type SpanContext,
  type SpanOptions,
  type Tracer as ApiTracer,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { SamplingDecision, type IdGenerator, type Sampler } from "@opentelemetry/sdk-trace";
import { Span, type SpanOrigin } from "./span.ts";

/** Starts spans as OpenTelemetry's own tracer does, with its samplers and its ID generator. */
export class Tracer implements ApiTracer {
  readonly #origin: SpanOrigin;
  readonly #sampler: Sampler;
  readonly #ids: IdGenerator;

  constructor(origin: SpanOrigin, sampler: Sampler, ids: IdGenerator) {
    this.#origin = origin;
    this.#sampler = sampler;
    this.#ids = ids;
  }

  startSpan(name: string, options: SpanOptions = {}, context: Context = contextApi.active()): ApiSpan {
    if (isTracingSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const around = options.root ? trace.deleteSpan(context) : context;
    const above = trace.getSpanContext(around);
    const parent = above !== undefined && isSpanContextValid(above) ? above : undefined;
    const traceId = parent?.traceId ?? this.#ids.generateTraceId();
    const kind = options.kind ?? SpanKind.INTERNAL;
    const links = options.links ?? NONE;
    const result = this.#sampler.shouldSample(around, traceId, name, kind, options.attributes ?? {}, links);
    const sampled = result.decision === SamplingDecision.RECORD_AND_SAMPLED;
    const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const spanContext: SpanContext = { traceId, spanId: this.#ids.generateSpanId(), traceFlags };
    const traceState = result.traceState ?? parent?.traceState;
    if (traceState !== undefined) spanContext.traceState = traceState;
    if (result.decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(spanContext);
    const span = new Span(this.#origin, name, kind, spanContext, parent, options.startTime);
    if (options.attributes !== undefined || result.attributes !== undefined) span.begin(options.attributes, result.attributes);
    if (links.length > 0) span.addLinks(links);
    this.#origin.processor.onStart(span, around);
    return span;
  }

  startActiveSpan<F extends (span: ApiSpan) => ReturnType<F>>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => ReturnType<F>>(name: string, options: SpanOptions, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => ReturnType<F>>(name: string, options: SpanOptions, context: Context, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => ReturnType<F>>(
    name: string,
    ...rest: [fn: F] | [options: SpanOptions, fn: F] | [options: SpanOptions, context: Context, fn: F]
  ): ReturnType<F> {
    const fn = rest.at(-1) as F;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : contextApi.active();
    const span = this.startSpan(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), fn, undefined, span);
  }
}

const NONE: never[] = [];
