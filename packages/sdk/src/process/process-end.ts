import type { Queues } from "../delivery/queues.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** How long the end of the process may be put off, in milliseconds, to deliver what is queued. */
export const MAX_WAIT_MILLIS = 2000;

/** How long the thread may be blocked for the same, where nothing but that is left: by `process.exit()` or an uncaught error. */
const MAX_BLOCK_MILLIS = 1000;

/** The same, where the app handles the signal itself and may need its time. */
const MAX_BLOCK_ON_SIGNAL_MILLIS = 500;

/** Who has something to say about what happens to the process. None of it may throw, and all of it is synchronous. */
export interface ProcessWitness {
  /** Nothing is left to do: the thread ends now, unless somebody finds more. Told once. */
  idle(): void;
  /** The process most likely ends now, for this reason: a signal's name, `uncaughtException` or `exit`. */
  lastWords(reason: string): void;
  /** An error that nobody catches. `origin`: `uncaughtException` or `unhandledRejection`. */
  uncaught(error: unknown, origin: string): void;
  warning(warning: Error): void;
}

/** The SDK's listeners on `process`. */
export interface ProcessWatch {
  /** Takes the listeners away. */
  leave(): void;
  /**
   * For a thread that is stuck, and may never come to serve a signal: where only ours listens to it, takes it away, so that the signal kills
   * as it would without us.
   */
  letSignalsKill(): void;
  /** Listens again after `letSignalsKill`. */
  catchSignals(): void;
  /** Whether the process is being held alive only to deliver what is queued: what is queued now puts its end off. */
  isEnding(): boolean;
}

/**
 * Delivers queued telemetry when the process ends, in whatever way, and changes nothing about how it ends.
 *
 * These are all the listeners that the SDK adds to `process`, one each.
 *
 * @param onMainThread workers get no signals
 */
export function watchProcess(queues: Queues, onMainThread: boolean, witness: ProcessWitness): ProcessWatch {
  let flushedUpTo = 0;
  let watching = true;
  let ending = false;
  let toldIdle = false;

  // Emitted each time the loop runs empty, so once more after this flush.
  const onBeforeExit = (): void => {
    if (!toldIdle) witness.idle();
    toldIdle = true;
    if (queues.added === flushedUpTo) return;
    flushedUpTo = queues.added;
    ending = true;
    void flushWithin(queues, MAX_WAIT_MILLIS).then(() => (ending = false));
  };

  const onSignal = (signal: NodeJS.Signals): void => {
    // Ours goes first and steps aside: the others, and libraries that count listeners, see what they would see without it.
    process.off(signal, onSignal);
    witness.lastWords(signal);
    if (process.listenerCount(signal) === 0) {
      void flushWithin(queues, MAX_WAIT_MILLIS).then(() => process.kill(process.pid, signal));
      return;
    }
    // They may raise the signal again, which leaves no time for anything.
    queues.flushNow(MAX_BLOCK_ON_SIGNAL_MILLIS);
    setImmediate(() => watching && process.prependListener(signal, onSignal)).unref();
  };

  const onUncaught = (error: unknown, origin: string): void => {
    witness.uncaught(error, origin);
    const survives = process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (!survives) witness.lastWords("uncaughtException");
  };

  const onExit = (): void => {
    witness.lastWords("exit");
    queues.flushNow(MAX_BLOCK_MILLIS);
  };

  const onWarning = (warning: Error): void => witness.warning(warning);

  process.on("beforeExit", onBeforeExit);
  process.on("exit", onExit);
  process.on("uncaughtExceptionMonitor", onUncaught);
  process.on("warning", onWarning);
  if (onMainThread) for (const signal of SIGNALS) process.prependListener(signal, onSignal);

  const letGo = new Set<NodeJS.Signals>();
  return {
    leave() {
      watching = false;
      process.off("beforeExit", onBeforeExit);
      process.off("exit", onExit);
      process.off("uncaughtExceptionMonitor", onUncaught);
      process.off("warning", onWarning);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
    letSignalsKill() {
      for (const signal of SIGNALS) {
        const listeners = process.listeners(signal);
        if (listeners.length !== 1 || listeners[0] !== onSignal) continue;
        process.off(signal, onSignal);
        letGo.add(signal);
      }
    },
    catchSignals() {
      for (const signal of letGo) if (watching) process.prependListener(signal, onSignal);
      letGo.clear();
    },
    isEnding: () => ending,
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
