import type { Queues } from "../delivery/queues.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** How long the end of the process may be put off, in milliseconds, to deliver what is queued. */
export const MAX_WAIT_MILLIS = 2000;

/**
 * Delivers queued telemetry when the process ends by itself or by a signal, and changes nothing about how it ends.
 *
 * @param onMainThread workers get no signals
 * @param lastWords called with the signal before what is queued is delivered; queues what is to be said at the end
 * @returns a function that takes the listeners away again
 */
export function flushAtProcessEnd(queues: Queues, onMainThread: boolean, lastWords: (signal: NodeJS.Signals) => void): () => void {
  let flushedUpTo = 0;
  let watching = true;

  // Emitted each time the loop runs empty, so once more after this flush.
  const onBeforeExit = (): void => {
    if (queues.added === flushedUpTo) return;
    flushedUpTo = queues.added;
    void flushWithin(queues, MAX_WAIT_MILLIS);
  };

  const onSignal = (signal: NodeJS.Signals): void => {
    // Ours goes first and steps aside: the others, and libraries that count listeners, see what they would see without it.
    process.off(signal, onSignal);
    lastWords(signal);
    if (process.listenerCount(signal) === 0) {
      void flushWithin(queues, MAX_WAIT_MILLIS).then(() => process.kill(process.pid, signal));
      return;
    }
    void queues.flush();
    setImmediate(() => watching && process.prependListener(signal, onSignal)).unref();
  };

  process.on("beforeExit", onBeforeExit);
  if (onMainThread) for (const signal of SIGNALS) process.prependListener(signal, onSignal);

  return () => {
    watching = false;
    process.off("beforeExit", onBeforeExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}

/** Flushes, holding the process alive until it is done or `millis` have passed. */
export async function flushWithin(queues: Queues, millis: number): Promise<void> {
  const wait = Promise.withResolvers<void>();
  const timer = setTimeout(wait.resolve, millis);
  queues.hurry(millis);
  await Promise.race([queues.flush(), wait.promise]);
  clearTimeout(timer);
}
