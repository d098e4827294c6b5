import type { AsyncLocalStorage } from "node:async_hooks";
import type { Channel } from "node:diagnostics_channel";
import type { Context } from "@opentelemetry/api";
import type { ContextHolder, TimeProfiler } from "./pprof.ts";
import { isSameLink, sampleLinkOf, type SampleLink } from "./sample-link.ts";
import type { SpanLinks } from "./span-links.ts";

/**
 * Links for a Node whose async context lies in frames, which V8 restores with each continuation: the profiler's signal handler looks into the
 * frame that is current. So there is nothing to do but where another span becomes active, which takes a microsecond.
 *
 * Holders are read by their address in native code. They hold for as long as the profiler lives that made them: it must never be disposed of.
 */
export class FrameLinks implements SpanLinks {
  readonly #storage: AsyncLocalStorage<ContextHolder | undefined>;
  readonly #holder: (link: SampleLink) => ContextHolder;

  /** @param storage the profiler's `CPEDKey` */
  constructor(storage: AsyncLocalStorage<ContextHolder | undefined>, profiler: TimeProfiler) {
    this.#storage = storage;
    this.#holder = (link) => profiler.createContextHolder(link);
  }

  start(): void {}
  stop(): void {}
  windowBegan(): void {}

  run<T>(ctx: Context, fn: () => T): T {
    const link = sampleLinkOf(ctx);
    if (isSameLink(link, this.#storage.getStore()?.[0])) return fn();
    return this.#storage.run(link && this.#holder(link), fn);
  }

  enter(ctx: Context): void {
    const link = sampleLinkOf(ctx);
    if (!isSameLink(link, this.#storage.getStore()?.[0])) this.#storage.enterWith(link && this.#holder(link));
  }

  bindTo(channel: Channel<unknown, ContextHolder | undefined>, contextOf: (message: unknown) => Context): void {
    channel.bindStore(this.#storage, (message) => {
      const link = sampleLinkOf(contextOf(message));
      return link && this.#holder(link);
    });
  }

  linkOf(context: unknown): SampleLink | undefined {
    return context as SampleLink | undefined;
  }
}
