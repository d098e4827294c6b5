import type { EventEmitter } from "node:events";
import { context, type Context } from "@opentelemetry/api";
import { isSameAction } from "../correlation/correlation.ts";

/** Watches the events of emitters. */
export interface EmitWatcher {
  /** In which the listeners run, unless they would run in its action anyway. */
  readonly context: Context;
  /** Sees an event before its listeners do. Must not throw. */
  see(emitter: EventEmitter, event: string | symbol, first: unknown): void;
}

const WATCHER = Symbol("throughline.watcher");
const ALLOWED = Symbol("throughline.watchable");

interface Watched extends EventEmitter {
  [WATCHER]?: EmitWatcher | undefined;
}

/** Makes the emitters of a class ones that can be watched. Those that are not cost one look at a property for each event. */
export function allowWatching(prototype: EventEmitter & { [ALLOWED]?: true }): void {
  if (Object.hasOwn(prototype, ALLOWED)) return;
  Object.defineProperty(prototype, ALLOWED, { value: true });
  const emit = Reflect.get(prototype, "emit");
  prototype.emit = function (this: Watched, ...args: Parameters<EventEmitter["emit"]>): boolean {
    const watcher = this[WATCHER];
    if (watcher === undefined) return Reflect.apply(emit, this, args);
    watcher.see(this, args[0], args[1]);
    // Entering a context copies a map, twice: not where nobody listens, or where it has come by itself.
    if (this.listenerCount(args[0]) === 0 || isSameAction(context.active(), watcher.context)) return Reflect.apply(emit, this, args);
    return context.with(watcher.context, () => Reflect.apply(emit, this, args));
  };
}

/**
 * Watches one emitter, of a class that allows it or of its own, until its event `close`.
 *
 * No listeners and no wrapped ones: nothing is left when a listener is removed, `listenerCount` is what it would be, and an error that nobody
 * listens for stays an uncaught one. What is watched lets go of the watcher in the end: Node keeps requests for longer than they last.
 */
export function watch(emitter: EventEmitter, watcher: EmitWatcher): void {
  (emitter as Watched)[WATCHER] = watcher;
}

/** Whether an emitter is watched, or was once. */
export function wasWatched(emitter: object): boolean {
  return WATCHER in emitter;
}

/** Lets go of the watcher. */
export function unwatch(emitter: EventEmitter): void {
  (emitter as Watched)[WATCHER] = undefined;
}
