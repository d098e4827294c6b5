import { type Attached, within } from "../attach/attach.ts";
import type { CdpProfile, CdpSession } from "../attach/cdp-session.ts";
import { ThreadSampler } from "./thread-sampler.ts";

/** A thread that is sampled. */
export interface SampledThread {
  /** Node's `threadId`: 0 is the main thread. */
  readonly threadId: number;
  readonly name: string;
}

/** What a thread ran in one stretch of time. */
export interface ThreadSamples {
  readonly thread: SampledThread;
  readonly profile: CdpProfile;
}

const START_MS = 3_000;

/** Takes stack samples of all threads of a process, of worker threads that are started later too. */
export class ProcessSampler {
  readonly #attached: Attached;
  readonly #intervalMicros: number;
  readonly #samplers = new Map<SampledThread, ThreadSampler>();

  /** @param rate samples per second */
  constructor(attached: Attached, rate: number) {
    this.#attached = attached;
    this.#intervalMicros = Math.round(1_000_000 / rate);
  }

  async start(): Promise<void> {
    const { main, workers } = this.#attached;
    const begun: Promise<void>[] = [this.#begin({ threadId: 0, name: "main" }, main)];
    await within(
      workers.start(({ threadId, name, session }) => void begun.push(this.#begin({ threadId, name }, session))),
      START_MS,
    );
    await within(Promise.all(begun), START_MS);
  }

  /** The samples since the last call, by thread. */
  take(): Promise<ThreadSamples[]> {
    return this.#collect((sampler) => sampler.take());
  }

  /** The last samples; no more are taken. */
  stop(): Promise<ThreadSamples[]> {
    return this.#collect((sampler) => sampler.stop());
  }

  /** Whether the process has ended, or another has closed its inspector. */
  get isOver(): boolean {
    return this.#attached.main.isEnded;
  }

  async #begin(thread: SampledThread, session: CdpSession): Promise<void> {
    const sampler = new ThreadSampler(session);
    this.#samplers.set(thread, sampler);
    // Whoever measures coverage in the process counts himself.
    await sampler.start(this.#intervalMicros, !this.#attached.target.measuresCoverage);
  }

  async #collect(from: (sampler: ThreadSampler) => Promise<CdpProfile[]>): Promise<ThreadSamples[]> {
    const parts = await Promise.all(
      [...this.#samplers].map(async ([thread, sampler]) => {
        const profiles = await from(sampler);
        if (sampler.isOver) this.#samplers.delete(thread);
        return profiles.map((profile) => ({ thread, profile }));
      }),
    );
    return parts.flat();
  }
}
