import { setTimeout as sleep } from "node:timers/promises";
import { type FoundProbe, newProbeItem, type ProbeItem } from "./probe-item.ts";

const PAUSE_MS = 100;
/** After one that failed the next comes sooner: what is well again must not count as ill for a minute. */
const AGAIN_MS = 5_000;

export interface ProbeOptions {
  /** From the start of one to the start of the next. 0: there is none. */
  readonly intervalMs: number;
  /** What is not written, or not there, by then will hardly be in time for those who wait. */
  readonly patienceMs: number;
  /** Resolves when it is durable, as for every sender. */
  readonly write: (item: ProbeItem) => Promise<void>;
  readonly find: (item: ProbeItem, signal: AbortSignal) => Promise<FoundProbe>;
  /** Undefined: it was written, read and equal after `seconds`. */
  readonly onEnd: (problem: string | undefined, seconds: number) => void;
}

/** Milliseconds until the next one, after one that took so many. */
export function pauseAfter(problem: string | undefined, tookMs: number, intervalMs: number): number {
  return problem === undefined ? Math.max(0, intervalMs - tookMs) : Math.min(intervalMs, AGAIN_MS);
}

/** How one ended. `problem` undefined: well. */
export interface ProbeEnd {
  readonly problem: string | undefined;
  readonly seconds: number;
}

/** Writes an item the way that all take, reads it back and compares it, again and again: what nobody notices otherwise is noticed by it. */
export class Probe {
  readonly #options: ProbeOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #last: ProbeEnd | undefined;

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.intervalMs > 0) this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** The last that has ended; undefined: none has. */
  get last(): ProbeEnd | undefined {
    return this.#last;
  }

  async #run(): Promise<void> {
    const { intervalMs, onEnd } = this.#options;
    for (let pause = intervalMs; ;) {
      await this.#sleep(pause);
      if (this.#stopping.signal.aborted) return;
      const begin = performance.now();
      const problem = await this.#probe(begin);
      if (this.#stopping.signal.aborted) return; // it was cut off: that says nothing
      const millis = performance.now() - begin;
      this.#last = { problem, seconds: millis / 1_000 };
      onEnd(problem, millis / 1_000);
      pause = pauseAfter(problem, millis, intervalMs);
    }
  }

  /** What is wrong; undefined: nothing. */
  async #probe(begin: number): Promise<string | undefined> {
    const { patienceMs, write, find } = this.#options;
    const item = newProbeItem();
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(patienceMs)]);
    try {
      await Promise.race([write(item), endOf(signal, `it took longer than ${patienceMs / 1_000} s`)]);
    } catch (error) {
      return `it could not be written: ${(error as Error).message}`;
    }
    for (let unread: string | undefined; ;) {
      try {
        const { equal, different } = await find(item, signal);
        if (different > 0) return "what was read is not what was written";
        if (equal > 1) return `it is stored ${equal} times`;
        if (equal === 1) return undefined;
        unread = undefined;
      } catch (error) {
        if (!signal.aborted) unread = (error as Error).message.trim();
      }
      if (signal.aborted || performance.now() - begin > patienceMs)
        return `it was not there after ${patienceMs / 1_000} s${unread === undefined ? "" : `: ${unread}`}`;
      await this.#sleep(PAUSE_MS);
    }
  }

  async #sleep(millis: number): Promise<void> {
    await sleep(millis, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}

/** Rejects when the signal comes. */
function endOf(signal: AbortSignal, reason: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error(reason)), { once: true });
  });
}
