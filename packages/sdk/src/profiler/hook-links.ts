import { createHook, type AsyncHook } from "node:async_hooks";
import type { Channel } from "node:diagnostics_channel";
import type { Context } from "@opentelemetry/api";
import { sampleLinkOf, type SampleLink } from "./sample-link.ts";
import type { SpanLinks } from "./span-links.ts";

/** What the profiler puts on samples as they are taken. */
interface Holder {
  /** The context that was active when the samples were taken that have this holder. */
  ctx: Context | undefined;
}

/** The profiler, as far as links need it. */
export interface LinkedProfiler {
  context: unknown;
  readonly state: Uint32Array;
}

/**
 * Links for a Node without async context frames: a hook notes the context each time that one becomes active, in an object that stands on
 * every sample. When a sample was taken, it stays as it is, and another takes its place.
 */
export class HookLinks implements SpanLinks {
  readonly #profiler: LinkedProfiler;
  readonly #sampleCount: number;
  readonly #active: () => Context | undefined;
  readonly #hook: AsyncHook;
  #holder: Holder = { ctx: undefined };
  readonly #state: Uint32Array;
  #seen = 0;
  readonly #links = new WeakMap<Context, { readonly link: SampleLink | undefined }>();

  /**
   * @param sampleCount where the profiler's state says how many samples it has taken
   * @param active the context that is active now
   */
  constructor(profiler: LinkedProfiler, sampleCount: number, active: () => Context | undefined) {
    this.#profiler = profiler;
    this.#sampleCount = sampleCount;
    this.#active = active;
    this.#state = profiler.state;
    this.#hook = createHook({ before: () => this.#note(this.#active()) });
  }

  start(): void {
    this.#renew();
    this.#holder.ctx = this.#active();
    this.#hook.enable();
  }

  stop(): void {
    this.#hook.disable();
  }

  windowBegan(): void {
    const { ctx } = this.#holder;
    this.#renew();
    this.#holder.ctx = ctx;
  }

  run<T>(ctx: Context, fn: () => T): T {
    this.#note(ctx);
    try {
      return fn();
    } finally {
      this.#note(this.#active());
    }
  }

  enter(ctx: Context): void {
    this.#note(ctx);
  }

  /** It has no end, but what runs next begins with the hook. */
  bindTo(channel: Channel, contextOf: (message: unknown) => Context): void {
    channel.subscribe((message) => this.#note(contextOf(message)));
  }

  linkOf(context: unknown): SampleLink | undefined {
    const ctx = (context as Holder | undefined)?.ctx;
    if (ctx === undefined) return undefined;
    let known = this.#links.get(ctx);
    if (known === undefined) this.#links.set(ctx, (known = { link: sampleLinkOf(ctx) }));
    return known.link;
  }

  #note(ctx: Context | undefined): void {
    if (this.#holder.ctx === ctx) return;
    // The samples since the holder was put there were of the context that it has.
    if (this.#state[this.#sampleCount] !== this.#seen) this.#renew();
    this.#holder.ctx = ctx;
  }

  #renew(): void {
    this.#seen = this.#state[this.#sampleCount] ?? 0;
    this.#holder = { ctx: undefined };
    this.#profiler.context = this.#holder;
  }
}
