import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";

/** A trace and a correlation ID as text, to be sent or stored: what a request would have as headers. Plain strings, fit for JSON. */
export type CarriedContext = Record<string, string>;

/**
 * What belongs to the current action, for a message that no instrumented library sends: a job in a table, `postMessage`, a web socket.
 * Empty outside of any action.
 */
export function carryContext(): CarriedContext {
  const carried: CarriedContext = {};
  propagation.inject(context.active(), carried);
  return carried;
}

/**
 * Runs `fn`, and all that it starts or awaits, as part of the action that `carried` comes from.
 *
 * @param carried what `carryContext` returned, or the headers of a message; left out or without an ID: `fn` is an action of its own
 * @returns what `fn` returns; what `fn` throws is thrown
 */
export function withCarriedContext<T>(carried: Readonly<Record<string, unknown>> | undefined, fn: () => T): T {
  return context.with(propagation.extract(ROOT_CONTEXT, carried ?? {}), fn);
}
