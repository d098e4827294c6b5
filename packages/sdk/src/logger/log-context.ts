import { context, createContextKey, type Context } from "@opentelemetry/api";
import { actionOf, knownActionOf } from "../correlation/correlation.ts";
import { BoundFields } from "./bound-fields.ts";
import type { LogFields } from "./logger.ts";
import { warn } from "../process/warn.ts";

/** Where a context holds what `withLogContext` bound. */
const KEY = createContextKey("throughline.log_context");

/**
 * Runs `fn`; every event that it, what it starts and what it awaits logs carries `fields`, beside those of an enclosing `withLogContext`.
 *
 * @returns what `fn` returns; what `fn` throws is thrown
 */
export function withLogContext<T>(fields: LogFields, fn: () => T): T {
  const ctx = context.active();
  return context.with(ctx.setValue(KEY, scopeOf(ctx).with(BoundFields.of(fields))), fn);
}

/**
 * Adds `fields` to every event that the current action (the request being served, the enclosing `withCorrelation`, the running trace)
 * logs from here on, in this function or any other. Again with the same name: the later value holds.
 */
export function bindLogContext(fields: LogFields): void {
  const action = actionOf(context.active());
  if (action === undefined) {
    return warn("cannot bind a log context: no action runs here. Use withLogContext, or begin one with withCorrelation");
  }
  action.logContext = ((action.logContext as BoundFields | undefined) ?? BoundFields.NONE).with(BoundFields.of(fields));
}

/** All that is bound in `ctx`: its action's fields, then those of `withLogContext`, which go before them. */
export function logContextOf(ctx: Context): BoundFields {
  const ofAction = knownActionOf(ctx)?.logContext as BoundFields | undefined;
  return ofAction === undefined ? scopeOf(ctx) : ofAction.with(scopeOf(ctx));
}

function scopeOf(ctx: Context): BoundFields {
  return (ctx.getValue(KEY) as BoundFields | undefined) ?? BoundFields.NONE;
}
