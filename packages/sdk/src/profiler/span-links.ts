import type { Channel } from "node:diagnostics_channel";
import type { Context } from "@opentelemetry/api";
import type { SampleLink } from "./sample-link.ts";

/** Tells the profiler which span runs, so that each sample can name it. */
export interface SpanLinks {
  /** Called when the profiler has started, and before it stops. */
  start(): void;
  stop(): void;
  /** Called when one window has ended and another one begun. */
  windowBegan(): void;
  /** Runs `fn`, which makes `ctx` active. Throws what `fn` throws. */
  run<T>(ctx: Context, fn: () => T): T;
  /** Called when `ctx` has become active for the rest of what runs now. */
  enter(ctx: Context): void;
  /** Has what runs within `channel.runStores` run in the context that `contextOf` gives for its message. */
  bindTo(channel: Channel, contextOf: (message: unknown) => Context): void;
  /** What a sample says that it belongs to. */
  linkOf(context: unknown): SampleLink | undefined;
}
