import { context, createContextKey, isSpanContextValid, propagation, trace, type Context, type Span } from "@opentelemetry/api";
import { CORRELATION_ID, isCorrelationId } from "@throughline/model";
import { uuidv7 } from "./uuidv7.ts";

/** One user action, as far as this process works on it: one request, one message, one `withCorrelation`. */
export interface Action {
  readonly id: string;
  /** What the logger keeps here for every line of the action. */
  logContext?: unknown;
}

/** Where a context holds its action: a key of its own, so that replacing the baggage does not lose the correlation ID. */
const KEY = createContextKey("throughline.action");

/** How many traces that carry no ID themselves are remembered. */
const MAX_TRACES = 1000;

const byTrace = new Map<string, Action>();

/**
 * The correlation ID of what runs now: of the request being served, of the enclosing `withCorrelation`, or of the
 * current trace. `undefined` outside of any action.
 */
export function currentCorrelation(): string | undefined {
  return correlationOf(context.active());
}

/**
 * Runs `fn`, and all that it starts or awaits, under a correlation ID.
 *
 * @param id the action's ID, for example from a message; left out or not acceptable (see `CORRELATION_ID_FORMAT`): a new one
 * @returns what `fn` returns; what `fn` throws is thrown
 */
export function withCorrelation<T>(id: string | undefined, fn: () => T): T {
  return context.with(setCorrelation(context.active(), isCorrelationId(id) ? id : uuidv7()), fn);
}

/** The correlation ID that was set on `ctx` itself, by a propagator or by `withCorrelation`. */
export function givenCorrelation(ctx: Context): string | undefined {
  return givenAction(ctx)?.id;
}

/** The action that `ctx` belongs to. Work that only a trace holds together, such as a cron job's, is remembered by its trace ID. */
export function actionOf(ctx: Context): Action | undefined {
  const own = givenAction(ctx);
  if (own !== undefined) return own;
  const span = trace.getSpan(ctx);
  const id = span && correlationOfSpan(span);
  return id === undefined ? undefined : actionOfTrace(span?.spanContext().traceId ?? "", id);
}

/** What `actionOf` would return, if it has been asked for before. */
export function knownActionOf(ctx: Context): Action | undefined {
  return givenAction(ctx) ?? (byTrace.size === 0 ? undefined : byTrace.get(trace.getSpanContext(ctx)?.traceId ?? ""));
}

/** Whether two contexts belong to one action that was given to both. */
export function isSameAction(one: Context, other: Context): boolean {
  const action = givenAction(one);
  return action !== undefined && action === givenAction(other);
}

function givenAction(ctx: Context): Action | undefined {
  return ctx.getValue(KEY) as Action | undefined;
}

/** The correlation ID of `ctx`: the one set on it, else its baggage's, else its span's. A trace without one gets a new one. */
export function correlationOf(ctx: Context): string | undefined {
  // An action's ID was checked when it began.
  const given = givenCorrelation(ctx);
  if (given !== undefined) return given;
  const own = propagation.getBaggage(ctx)?.getEntry(CORRELATION_ID)?.value;
  if (isCorrelationId(own)) return own;
  const span = trace.getSpan(ctx);
  return span && correlationOfSpan(span);
}

/** `ctx` with the correlation ID `id`. Another one in its baggage is gone; what is sent on has this one in it. */
export function setCorrelation(ctx: Context, id: string): Context {
  const own = givenAction(ctx);
  const action: Action = own?.id === id ? own : { id };
  const inBaggage = propagation.getBaggage(ctx)?.getEntry(CORRELATION_ID);
  const clean = inBaggage === undefined || inBaggage.value === id ? ctx : withoutBaggageCorrelation(ctx);
  return clean.setValue(KEY, action);
}

/** `ctx` with `id` in its baggage, where it comes first so that size limits cut other entries. */
export function withBaggageCorrelation(ctx: Context, id: string): Context {
  const others = (propagation.getBaggage(ctx)?.getAllEntries() ?? []).filter(([key]) => key !== CORRELATION_ID);
  const baggage = propagation.createBaggage(Object.fromEntries([[CORRELATION_ID, { value: id }], ...others]));
  return propagation.setBaggage(ctx, baggage);
}

/** `ctx` without any correlation ID in its baggage. */
export function withoutBaggageCorrelation(ctx: Context): Context {
  const baggage = propagation.getBaggage(ctx);
  return baggage?.getEntry(CORRELATION_ID) ? propagation.setBaggage(ctx, baggage.removeEntry(CORRELATION_ID)) : ctx;
}

/** Recording spans carry the ID as attribute. The others have only their trace to be recognised by. */
function correlationOfSpan(span: Span): string | undefined {
  const recorded = (span as { attributes?: Record<string, unknown> }).attributes?.[CORRELATION_ID];
  if (isCorrelationId(recorded)) return recorded;
  const spanContext = span.spanContext();
  return isSpanContextValid(spanContext) ? actionOfTrace(spanContext.traceId).id : undefined;
}

function actionOfTrace(traceId: string, id?: string): Action {
  const known = byTrace.get(traceId);
  if (known !== undefined) return known;
  const action: Action = { id: id ?? uuidv7() };
  byTrace.set(traceId, action);
  for (const oldest of byTrace.keys()) {
    if (byTrace.size <= MAX_TRACES) break;
    byTrace.delete(oldest);
  }
  return action;
}
