import { propagation, type Context, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { CORRELATION_HEADERS, CORRELATION_ID, isCorrelationId } from "@throughline/model";
import { correlationOf, givenCorrelation, setCorrelation, withBaggageCorrelation, withoutBaggageCorrelation } from "./correlation.ts";
import { takeOutgoingRequest } from "./outgoing-request.ts";
import { uuidv7 } from "./uuidv7.ts";

const SENT_HEADER = CORRELATION_HEADERS[0];
const BAGGAGE = "baggage";
/** Baggage of nothing but an ID, as this propagator sends it: most of what arrives. Reading it by hand takes a tenth of the time. */
const ONLY_ID = `${CORRELATION_ID}=`;

/** What a propagator of correlation IDs stands around. */
export interface Carried {
  /** For all but the baggage, or for all. */
  readonly inner: TextMapPropagator;
  /** For the baggage, where `inner` does not carry it: what is nothing but an ID need not go through it. */
  readonly baggage?: TextMapPropagator;
  /** Which hosts may learn the ID; all by default. */
  readonly allows?: (host: string) => boolean;
}

/**
 * Carries the correlation ID beside trace context and baggage.
 *
 * In: baggage `correlation.id`, else `x-correlation-id`, else `x-request-id`; one that is not acceptable is replaced by a new
 * one, in the baggage too. Where nothing arrives, the context's own ID stays, else a new one is made.
 * Out: baggage and `x-correlation-id`, neither of them to a host that `allows` refuses.
 */
export class CorrelationPropagator implements TextMapPropagator {
  readonly #inner: TextMapPropagator;
  readonly #baggage: TextMapPropagator | undefined;
  readonly #allows: ((host: string) => boolean) | undefined;

  constructor({ inner, baggage, allows }: Carried) {
    this.#inner = inner;
    this.#baggage = baggage;
    this.#allows = allows;
  }

  inject(ctx: Context, carrier: unknown, setter: TextMapSetter): void {
    const request = takeOutgoingRequest();
    if (isTracingSuppressed(ctx)) return this.#injectAll(ctx, carrier, setter);
    const to = request?.dropHeader === undefined ? setter : replacing(setter, request.dropHeader);
    const id = request === undefined || this.#allows === undefined || this.#allows(request.host) ? correlationOf(ctx) : undefined;
    if (id === undefined) return this.#injectAll(withoutBaggageCorrelation(ctx), carrier, to);
    if (this.#baggage !== undefined && propagation.getBaggage(ctx) === undefined) {
      this.#inner.inject(ctx, carrier, to);
      to.set(carrier, BAGGAGE, `${CORRELATION_ID}=${encodeURIComponent(id)}`);
    } else {
      this.#injectAll(withBaggageCorrelation(ctx, id), carrier, to);
    }
    to.set(carrier, SENT_HEADER, id);
  }

  extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    let extracted = this.#inner.extract(ctx, carrier, getter);
    let arrived: string | undefined;
    const header = this.#baggage === undefined ? undefined : getter.get(carrier, BAGGAGE);
    if (typeof header === "string" && header.startsWith(ONLY_ID) && isCorrelationId(header.slice(ONLY_ID.length))) {
      arrived = header.slice(ONLY_ID.length);
    } else {
      if (header !== undefined) extracted = this.#baggage?.extract(extracted, carrier, getter) ?? extracted;
      arrived = arrivedBaggage(ctx, extracted) ?? arrivedHeader(carrier, getter);
    }
    if (arrived === undefined && givenCorrelation(ctx) !== undefined) return extracted;
    return setCorrelation(extracted, isCorrelationId(arrived) ? arrived : uuidv7());
  }

  fields(): string[] {
    return [...this.#inner.fields(), ...(this.#baggage?.fields() ?? []), SENT_HEADER];
  }

  #injectAll(ctx: Context, carrier: unknown, setter: TextMapSetter): void {
    this.#inner.inject(ctx, carrier, setter);
    this.#baggage?.inject(ctx, carrier, setter);
  }
}

function replacing(setter: TextMapSetter, drop: (name: string) => void): TextMapSetter {
  return {
    set(carrier, key, value) {
      drop(key);
      setter.set(carrier, key, value);
    },
  };
}

function arrivedBaggage(before: Context, after: Context): string | undefined {
  const baggage = propagation.getBaggage(after);
  return baggage === propagation.getBaggage(before) ? undefined : baggage?.getEntry(CORRELATION_ID)?.value;
}

function arrivedHeader(carrier: unknown, getter: TextMapGetter): string | undefined {
  for (const name of CORRELATION_HEADERS) {
    const value = getter.get(carrier, name);
    const first = Array.isArray(value) ? value[0] : value;
    if (first) return first;
  }
  return undefined;
}
