import type { EventEmitter } from "node:events";
import { context, type Context } from "@opentelemetry/api";

/** Sees an event of the emitter before its listeners do. Must not throw. */
export type EventWatcher = (event: string | symbol, first: unknown) => void;

/**
 * Makes the listeners of one emitter run in `ctx`, whoever adds them and when, and shows each event to `watch` first.
 *
 * One own property instead of wrapped listeners: nothing to unwrap when a listener is removed, `listenerCount` is what it would be, and an
 * error that nobody listens for stays an uncaught one.
 */
export function bindEmit(emitter: EventEmitter, ctx: Context, watch: EventWatcher): void {
  const emit = Reflect.get(emitter, "emit");
  emitter.emit = function (this: EventEmitter, ...args: Parameters<EventEmitter["emit"]>): boolean {
    watch(args[0], args[1]);
    return context.with(ctx, () => Reflect.apply(emit, this, args));
  };
}
