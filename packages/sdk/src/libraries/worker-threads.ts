import type { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import { syncBuiltinESMExports } from "node:module";
import { pathToFileURL } from "node:url";
import threads, { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";
import { context, propagation, ROOT_CONTEXT, type Context } from "@opentelemetry/api";
import type { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { carryContext } from "../correlation/carried-context.ts";
import type { FollowedContexts } from "../profiler/followed-contexts.ts";

/** Under which name a worker finds what it was started with. Nobody who does not ask for it sees it. */
const KEY = "throughline.carried_context";

/** What a file is announced with when it is loaded: `url` if it is imported, `id` if it is required. */
interface Loading {
  readonly url?: unknown;
  readonly id?: unknown;
}

/**
 * Makes a worker thread that is started within an action begin as a part of it: what its file does, and awaits, has the action's trace and
 * correlation ID. Messages that it gets later do not, because they may belong to anything.
 *
 * Node hands "environment data" to each new worker as it stands at that moment, so the entry is there only while the worker is made.
 */
export function carryContextToThreads(contexts: FollowedContexts<AsyncLocalStorageContextManager>): void {
  if (!isMainThread) beginAsCarried(contexts);
  threads.Worker = new Proxy(threads.Worker, {
    construct(target, args, newTarget) {
      const carried = carryContext();
      if (Object.keys(carried).length === 0) return Reflect.construct(target, args, newTarget);
      setEnvironmentData(KEY, carried);
      try {
        return Reflect.construct(target, args, newTarget);
      } finally {
        setEnvironmentData(KEY, undefined);
      }
    },
  });
  syncBuiltinESMExports();
}

function beginAsCarried(contexts: FollowedContexts<AsyncLocalStorageContextManager>): void {
  const carried = getEnvironmentData(KEY);
  if (carried === undefined) return;
  setEnvironmentData(KEY, undefined);
  const initial = propagation.extract(ROOT_CONTEXT, carried);
  const { _asyncLocalStorage: storage } = contexts.manager as unknown as { _asyncLocalStorage: AsyncLocalStorage<Context> };
  const atLoading = (message: unknown): Context => {
    const { url, id } = message as Loading;
    const [, file = ""] = process.argv;
    return id === file || String(url) === pathToFileURL(file).href ? initial : context.active();
  };
  for (const name of ["tracing:module.import:start", "tracing:module.require:start"]) {
    channel(name).bindStore(storage, atLoading);
    contexts.links?.bindTo(channel(name), atLoading);
  }
}
