import type { TextMapPropagator } from "@opentelemetry/api";
import { CompositePropagator, getStringFromEnv, getStringListFromEnv, W3CBaggagePropagator } from "@opentelemetry/core";
import { B3InjectEncoding, B3Propagator } from "@opentelemetry/propagator-b3";
import { CorrelationPropagator } from "./correlation-propagator.ts";
import { TraceContextPropagator } from "./trace-context.ts";
import { propagationHosts } from "./propagation-hosts.ts";
import { warn } from "../process/warn.ts";

const KNOWN: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new TraceContextPropagator(),
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};

/**
 * The propagators of `OTEL_PROPAGATORS` (default `tracecontext,baggage`) with the correlation ID's around them, bounded by
 * `THROUGHLINE_PROPAGATION_HOSTS`. `undefined` for `OTEL_PROPAGATORS=none`: then nothing is read from requests or sent on.
 */
export function propagatorFromEnv(): TextMapPropagator | undefined {
  const names = new Set(getStringListFromEnv("OTEL_PROPAGATORS") ?? ["tracecontext", "baggage"]);
  if (names.has("none")) return undefined;
  const carriesBaggage = names.delete("baggage");
  const propagators = [...names].flatMap((name) => {
    const make = KNOWN[name];
    if (make === undefined)
      warn(`OTEL_PROPAGATORS: "${name}" is unknown, expected ${[...Object.keys(KNOWN), "baggage"].join(", ")} or none`);
    return make === undefined ? [] : [make()];
  });
  const [only] = propagators;
  const inner = propagators.length === 1 && only !== undefined ? only : new CompositePropagator({ propagators });
  return new CorrelationPropagator({ inner, ...(carriesBaggage && { baggage: new W3CBaggagePropagator() }), allows: allowedHosts() });
}

/** A propagator with the correlation ID's around it, bounded by `THROUGHLINE_PROPAGATION_HOSTS`. */
export function propagatorAround(inner: TextMapPropagator): TextMapPropagator {
  return new CorrelationPropagator({ inner, allows: allowedHosts() });
}

function allowedHosts(): (host: string) => boolean {
  return propagationHosts(getStringFromEnv("THROUGHLINE_PROPAGATION_HOSTS"));
}
