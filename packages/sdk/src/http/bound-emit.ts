import type { EventEmitter } from "node:events";
import { context, type Context } from "@opentelemetry/api";
import { isSameAction } from "../correlation/correlation.ts";

/** Sees an event of the emitter before its listeners do. Must not throw. */
export type EventWatcher = (event: string | symbol, first: unknown) => void;

/**
 * Makes the listeners of one emitter run in `ctx` where they would not run in its action anyway, whoever adds them and when, and shows each
 * event to `watch` first.
 *
 * One own property instead of wrapped listeners: nothing to unwrap when a listener is removed, `listenerCount` is what it would be, and an
 * error that nobody listens for stays an uncaught one. Where nobody listens or the context has come by itself, none is entered: entering
 * one copies a map, twice.
 */
export function bindEmit(emitter: EventEmitter, ctx: Context, watch: EventWatcher): void {
  const emit = Reflect.get(emitter, "emit");
  emitter.emit = function (this: EventEmitter, ...args: Parameters<EventEmitter["emit"]>): boolean {
    watch(args[0], args[1]);
    if (this.listenerCount(args[0]) === 0 || isSameAction(context.active(), ctx)) return Reflect.apply(emit, this, args);
    return context.with(ctx, () => Reflect.apply(emit, this, args));
  };
}
