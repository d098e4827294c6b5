import type { Context, ContextManager } from "@opentelemetry/api";
import type { SpanLinks } from "./span-links.ts";

/** What a context manager may have beside what the API asks for (OpenTelemetry calls it experimental). */
interface Attaching {
  attach?(ctx: Context): { dispose(): void };
}

/** A context manager whose active context the profiler can follow. */
export interface FollowedContexts<Manager extends ContextManager = ContextManager> {
  readonly manager: Manager;
  /** Who is told of each context that becomes active; undefined: nobody. */
  links: SpanLinks | undefined;
}

/** Wraps the ways in which a context becomes active. All that leads to one goes through them. */
export function followContexts<Manager extends ContextManager>(manager: Manager): FollowedContexts<Manager> {
  const followed: FollowedContexts<Manager> = { manager, links: undefined };
  const run: ContextManager["with"] = manager.with.bind(manager);
  manager.with = (ctx, fn, thisArg, ...args) =>
    followed.links === undefined ? run(ctx, fn, thisArg, ...args) : followed.links.run(ctx, () => run(ctx, fn, thisArg, ...args));
  const attaching = manager as Attaching;
  const attach = attaching.attach?.bind(manager);
  if (attach === undefined) return followed;
  attaching.attach = (ctx) => {
    const token = attach(ctx);
    followed.links?.enter(ctx);
    const dispose = (): void => {
      token.dispose();
      followed.links?.enter(manager.active());
    };
    return { ...token, dispose, [Symbol.dispose]: dispose };
  };
  return followed;
}
