import { trace } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { spanLimits } from "../environment/limits.ts";
import { samplerFromEnv } from "../environment/sampler.ts";
import type { Queues } from "../delivery/queues.ts";
import type { OpenSpans } from "../open-spans/open-spans.ts";
import { spanProcessors } from "./span-processors.ts";

/** Makes OpenTelemetry's tracer provider the global one, set up by the environment. Nothing for `OTEL_TRACES_EXPORTER=none`. */
export function provideTracers(resource: Resource, queues: Queues, openSpans: OpenSpans): void {
  const processors = spanProcessors(queues);
  if (processors.length === 0) return;
  trace.setGlobalTracerProvider(
    new TracerProvider({
      resource,
      sampler: samplerFromEnv(),
      spanLimits: spanLimits(),
      spanProcessors: [openSpans, ...processors],
    }),
  );
}
