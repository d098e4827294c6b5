import { isMainThread, type Worker } from "node:worker_threads";
import { LocalCourier } from "./local-courier.ts";
import type { OtlpTarget } from "./otlp-target.ts";
import type { PartialSuccess } from "./partial-success.ts";
import type { Signal } from "./signal.ts";
import { ThreadCourier } from "./thread-courier.ts";

/** Brings encoded requests to a collector. Holds nothing alive. */
export interface Courier {
  /**
   * Sends a body, which is the courier's from then on.
   *
   * @param millis how long that may take with its retries
   * @returns what the collector refused of it, or had to say; rejects with the reason if all of it is lost
   */
  send(signal: Signal, body: Uint8Array<ArrayBuffer>, millis: number): Promise<PartialSuccess | undefined>;
  /** For a process that ends soon: for the next `millis`, what finds no connection is lost at once. */
  hurry(millis: number): void;
  /**
   * For a process that ends now: blocks this thread until all that was sent is settled, or `millis` are over.
   *
   * @returns whether all is settled. Where there is no helper thread, nothing more can be done while this one is blocked: false at once.
   */
  settle(millis: number): boolean;
  /** The helper thread, started if need be, for what else is to be done in it. Undefined where there is none. */
  thread(): Worker | undefined;
  /** Ends the connections. What is not settled is lost; another `send` begins anew. */
  close(): void;
}

/** Where each signal goes. */
export type OtlpTargets = Readonly<Record<Signal, OtlpTarget>>;

/**
 * A courier that works in a helper thread; there is one per process. In the app's own worker threads, and where no thread can be had, it
 * works in this thread.
 */
export function openCourier(targets: OtlpTargets): Courier {
  return isMainThread ? new ThreadCourier(targets) : new LocalCourier(targets);
}
