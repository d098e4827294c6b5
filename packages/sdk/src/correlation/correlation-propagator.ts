import { propagation, type Context, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { CORRELATION_HEADERS, CORRELATION_ID, isCorrelationId } from "@throughline/model";
import { correlationOf, givenCorrelation, setCorrelation, withBaggageCorrelation, withoutBaggageCorrelation } from "./correlation.ts";
import { takeOutgoingRequest } from "./outgoing-request.ts";
import { uuidv7 } from "./uuidv7.ts";

const SENT_HEADER = CORRELATION_HEADERS[0];
const BAGGAGE = "baggage";
/** Baggage of nothing but an ID, as this propagator sends it: most of what arrives. Reading it by hand takes a tenth of the time. */
const ONLY_ID = new RegExp(`^${CORRELATION_ID.replace(".", "\\.")}=([\\w.:+/=@-]{1,128})$`);

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
  readonly #carriesBaggage: boolean;

  constructor(inner: TextMapPropagator, allows: (host: string) => boolean = () => true) {
    this.#inner = inner;
    this.#allows = allows;
    this.#carriesBaggage = inner.fields().includes(BAGGAGE);
  }

  inject(ctx: Context, carrier: unknown, setter: TextMapSetter): void {
    const request = takeOutgoingRequest();
    if (isTracingSuppressed(ctx)) return this.#inner.inject(ctx, carrier, setter);
    const set = (to: unknown, key: string, value: string): void => {
      request?.dropHeader?.(key);
      setter.set(to, key, value);
    };
    const id = request === undefined || this.#allows(request.host) ? correlationOf(ctx) : undefined;
    if (id === undefined) return this.#inner.inject(withoutBaggageCorrelation(ctx), carrier, { set });
    const alone = propagation.getBaggage(ctx) === undefined;
    this.#inner.inject(alone ? ctx : withBaggageCorrelation(ctx, id), carrier, { set });
    if (alone && this.#carriesBaggage) set(carrier, BAGGAGE, `${CORRELATION_ID}=${encodeURIComponent(id)}`);
    set(carrier, SENT_HEADER, id);
  }

  extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = this.#carriesBaggage ? getter.get(carrier, BAGGAGE) : undefined;
    const [, only] = (typeof header === "string" && ONLY_ID.exec(header)) || [];
    if (only !== undefined) return setCorrelation(this.#inner.extract(ctx, carrier, withoutBaggage(getter)), only);
    const extracted = this.#inner.extract(ctx, carrier, getter);
    const arrived = arrivedBaggage(ctx, extracted) ?? arrivedHeader(carrier, getter);
    if (arrived === undefined && givenCorrelation(ctx) !== undefined) return extracted;
    return setCorrelation(extracted, isCorrelationId(arrived) ? arrived : uuidv7());
  }

  fields(): string[] {
    return [...this.#inner.fields(), SENT_HEADER];
  }
}

function withoutBaggage(getter: TextMapGetter): TextMapGetter {
  return { get: (carrier, key) => (key === BAGGAGE ? undefined : getter.get(carrier, key)), keys: (carrier) => getter.keys(carrier) };
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
