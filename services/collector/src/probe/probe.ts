import { setTimeout as sleep } from "node:timers/promises";
import { type FoundProbe, newProbeRecord, type ProbeRecord } from "./probe-record.ts";

const PAUSE_MS = 100;
/** After one that failed the next comes sooner: what is well again must not count as ill for a minute. */
const AGAIN_MS = 5_000;

export interface ProbeOptions {
  /** From the start of one to the start of the next. 0: there is none. */
  readonly intervalMs: number;
  /** What is not there by then will hardly be in time for those who wait. */
  readonly patienceMs: number;
  /** Resolves when it is durable, as for every sender. */
  readonly write: (probe: ProbeRecord) => Promise<void>;
  readonly find: (probe: ProbeRecord, signal: AbortSignal) => Promise<FoundProbe>;
  /** Undefined: it was written, read and equal after `seconds`. */
  readonly onEnd: (problem: string | undefined, seconds: number) => void;
}

/** Milliseconds until the next one, after one that took so many. */
export function pauseAfter(problem: string | undefined, tookMs: number, intervalMs: number): number {
  return problem === undefined ? Math.max(0, intervalMs - tookMs) : Math.min(intervalMs, AGAIN_MS);
}

/** Writes a record the way that all take, reads it back and compares it, again and again: what nobody notices otherwise is noticed by it. */
export class Probe {
  readonly #options: ProbeOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #last: { readonly problem: string | undefined; readonly seconds: number } | undefined;

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

  /** As of the last that has ended. */
  get state(): { readonly ok: boolean; readonly detail: string } {
    if (this.#options.intervalMs === 0) return { ok: true, detail: "off" };
    if (!this.#last) return { ok: true, detail: "none has ended yet" };
    const { problem, seconds } = this.#last;
    return problem === undefined ? { ok: true, detail: `read back after ${seconds.toFixed(1)} s` } : { ok: false, detail: problem };
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
    const record = newProbeRecord();
    try {
      await write(record);
    } catch (error) {
      return `it could not be written: ${(error as Error).message}`;
    }
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(patienceMs)]);
    for (let unread: string | undefined; ;) {
      try {
        const { equal, different } = await find(record, signal);
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
