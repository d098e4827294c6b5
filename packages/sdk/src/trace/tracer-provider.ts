import { trace, type TracerOptions, type TracerProvider as ApiTracerProvider } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { Sampler, SpanLimits, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Queues } from "../delivery/queues.ts";
import { spanLimits } from "../environment/limits.ts";
import { samplerFromEnv } from "../environment/sampler.ts";
import type { OpenSpans } from "../open-spans/open-spans.ts";
import { RandomIds } from "./random-ids.ts";
import { SpanPipeline } from "./span-pipeline.ts";
import { CorrelationSpanProcessor, releaseAfter, spanProcessors } from "./span-processors.ts";
import { Tracer } from "./tracer.ts";

/** By the specification's defaults. */
const DEFAULT_LIMITS: Required<SpanLimits> = {
  attributeCountLimit: 128,
  attributeValueLengthLimit: Infinity,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
};

export interface TracerProviderOptions {
  readonly resource: Resource;
  readonly sampler: Sampler;
  readonly limits: SpanLimits;
  readonly processors: readonly SpanProcessor[];
}

/** Gives tracers whose spans go through the processors. */
export class TracerProvider implements ApiTracerProvider {
  readonly #options: TracerProviderOptions;
  readonly #pipeline: SpanPipeline;
  readonly #limits: Required<SpanLimits>;
  readonly #ids = new RandomIds();
  readonly #tracers = new Map<string, Tracer>();

  constructor(options: TracerProviderOptions) {
    this.#options = options;
    this.#pipeline = new SpanPipeline(options.processors);
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  getTracer(name: string, version?: string, { schemaUrl }: TracerOptions = {}): Tracer {
    const key = `${name}@${version ?? ""}:${schemaUrl ?? ""}`;
    const known = this.#tracers.get(key);
    if (known !== undefined) return known;
    const scope = { name, ...(version !== undefined && { version }), ...(schemaUrl !== undefined && { schemaUrl }) };
    const origin = { resource: this.#options.resource, scope, limits: this.#limits, processor: this.#pipeline };
    const tracer = new Tracer(origin, this.#options.sampler, this.#ids);
    this.#tracers.set(key, tracer);
    return tracer;
  }

  /** Hands all spans that have ended to where they go. */
  forceFlush(): Promise<void> {
    return this.#pipeline.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#pipeline.shutdown();
  }
}

/** Makes the environment's tracer provider the global one. Nothing for `OTEL_TRACES_EXPORTER=none`. */
export function provideTracers(resource: Resource, queues: Queues, openSpans: OpenSpans): void {
  const exporting = spanProcessors(queues);
  if (exporting.length === 0) return;
  const processors = [openSpans, new CorrelationSpanProcessor(), ...exporting, ...releaseAfter(exporting)];
  trace.setGlobalTracerProvider(new TracerProvider({ resource, sampler: samplerFromEnv(), limits: spanLimits(), processors }));
}
