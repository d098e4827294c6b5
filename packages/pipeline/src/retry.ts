import { setTimeout as sleep } from "node:timers/promises";

export interface RetryOptions {
  /** Whether the same work would fail again: then it is not repeated. */
  readonly isPermanent: (error: unknown) => boolean;
  /** No attempt begins later than this after the first, in milliseconds. */
  readonly forMs: number;
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/**
 * Does `work` until it succeeds, with pauses that double and jitter, so that many waiters do not come back in step.
 * Throws the last error when it is permanent or time is up.
 */
export async function retry<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const deadline = Date.now() + options.forMs;
  for (let pause = options.firstPauseMs; ; pause = Math.min(pause * 2, options.maxPauseMs)) {
    try {
      return await work();
    } catch (error) {
      const wait = pause * (0.5 + Math.random() / 2);
      if (options.isPermanent(error) || Date.now() + wait > deadline) throw error;
      await sleep(wait);
    }
  }
}
