import { propagation, type Context, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { CORRELATION_HEADERS, CORRELATION_ID, isCorrelationId } from "@throughline/model";
import { correlationOf, givenCorrelation, setCorrelation, withoutBaggageCorrelation } from "./correlation.ts";
import { takeOutgoingRequest } from "./outgoing-request.ts";
import { uuidv7 } from "./uuidv7.ts";

const SENT_HEADER = CORRELATION_HEADERS[0];

/**
 * Carries the correlation ID beside what `inner` carries (trace context, baggage).
 *
 * In: baggage `correlation.id`, else `x-correlation-id`, else `x-request-id`; one that is not acceptable is replaced by a new
 * one, in the baggage too. Where nothing arrives, the context's own ID stays, else a new one is made.
 * Out: baggage and `x-correlation-id`, neither of them to a host that `allows` refuses.
 */
export class CorrelationPropagator implements TextMapPropagator {
  readonly #inner: TextMapPropagator;
  readonly #allows: (host: string) => boolean;

  constructor(inner: TextMapPropagator, allows: (host: string) => boolean = () => true) {
    this.#inner = inner;
    this.#allows = allows;
  }

  inject(ctx: Context, carrier: unknown, setter: TextMapSetter): void {
    const request = takeOutgoingRequest();
    if (isTracingSuppressed(ctx)) return this.#inner.inject(ctx, carrier, setter);
    const set = (to: unknown, key: string, value: string): void => {
      request?.dropHeader?.(key);
      setter.set(to, key, value);
    };
    const id = request === undefined || this.#allows(request.host) ? correlationOf(ctx) : undefined;
    this.#inner.inject(id === undefined ? withoutBaggageCorrelation(ctx) : setCorrelation(ctx, id), carrier, { set });
    if (id !== undefined) set(carrier, SENT_HEADER, id);
  }

  extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    const extracted = this.#inner.extract(ctx, carrier, getter);
    const arrived = arrivedBaggage(ctx, extracted) ?? arrivedHeader(carrier, getter);
    if (arrived === undefined && givenCorrelation(ctx) !== undefined) return extracted;
    return setCorrelation(extracted, isCorrelationId(arrived) ? arrived : uuidv7());
  }

  fields(): string[] {
    return [...this.#inner.fields(), SENT_HEADER];
  }
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
