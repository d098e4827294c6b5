import { randomUUID } from "node:crypto";
import { within } from "../attach/attach.ts";
import type { CdpProfile, CdpSession } from "../attach/cdp-session.ts";

/** How long a thread may take to hand over its samples: longer in native code, and then they come with the next. */
const TAKE_MS = 1_000;
/** As the source of the expressions that we evaluate: their own samples are known by it. */
export const SAMPLER_URL = "throughline:sampler";

/**
 * Takes stack samples of a thread by V8's own profiler and hands them over piece by piece.
 *
 * Of two profiles in turn the next is started before the last is ended, so that V8's profiler runs all the time: to start it anew takes 10 ms
 * and more each time, for it looks at all code that there is.
 */
export class ThreadSampler {
  readonly #session: CdpSession;
  readonly #title = `throughline ${randomUUID()} `;
  readonly #finished: CdpProfile[] = [];
  #number = 0;
  #arrived: () => void = () => {};

  constructor(session: CdpSession) {
    this.#session = session;
    session.on("Profiler.consoleProfileFinished", ({ title, profile }) => {
      if (!title?.startsWith(this.#title)) return; // the app's own
      this.#finished.push(profile);
      this.#arrived();
    });
  }

  /** Whether the thread has ended and all its samples have been taken. */
  get isOver(): boolean {
    return this.#session.isEnded && this.#finished.length === 0;
  }

  /**
   * Starts. Resolves when the thread has done so.
   * @param renew whether code that is compiled is to be compiled anew. V8 tells its profiler of all compiled code but of that which it has made
   *   for a loop while the loop ran: samples in there would count for the caller.
   */
  async start(intervalMicros: number, renew: boolean): Promise<void> {
    void this.#session.send("Profiler.enable");
    void this.#session.send("Profiler.setSamplingInterval", { interval: intervalMicros });
    const started = this.#evaluate(`profile(${this.#titleOf(0)})`);
    if (renew) {
      // Exact counts of calls need code that counts, so V8 throws away what it has compiled; back to normal at once.
      void this.#session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
      void this.#session.send("Profiler.stopPreciseCoverage");
    }
    await started;
  }

  /** The samples since the last call. Empty if the thread is in native code: they come later. */
  async take(): Promise<CdpProfile[]> {
    if (this.#session.isEnded) return this.#finished.splice(0);
    const last = this.#number++;
    const arrived = new Promise<void>((resolve) => (this.#arrived = resolve));
    void this.#evaluate(`profile(${this.#titleOf(this.#number)});profileEnd(${this.#titleOf(last)})`);
    await within(arrived, TAKE_MS);
    return this.#finished.splice(0);
  }

  /** The last samples; no more are taken. */
  async stop(): Promise<CdpProfile[]> {
    if (this.#session.isEnded) return this.#finished.splice(0);
    const arrived = new Promise<void>((resolve) => (this.#arrived = resolve));
    void this.#evaluate(`profileEnd(${this.#titleOf(this.#number)})`);
    await within(arrived, TAKE_MS);
    void this.#session.send("Profiler.disable");
    return this.#finished.splice(0);
  }

  #titleOf(number: number): string {
    return JSON.stringify(this.#title + number);
  }

  /** `profile` and `profileEnd` are the inspector's own: the app may have replaced those of `console`. */
  #evaluate(expression: string): Promise<unknown> {
    return this.#session.send("Runtime.evaluate", {
      expression: `${expression}\n//# sourceURL=${SAMPLER_URL}`,
      includeCommandLineAPI: true,
      silent: true,
    });
  }
}
