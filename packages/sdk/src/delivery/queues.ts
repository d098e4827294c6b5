import { otlpTargetFromEnv } from "../environment/otlp-target-from-env.ts";
import { Batcher, type BatchLimits, type BatchOutlet } from "./batcher.ts";
import { type Courier, openCourier } from "./courier.ts";
import type { Signal } from "./signal.ts";

/** All queues of telemetry in this thread, so that they can be flushed together, and the courier that they share. */
export class Queues {
  readonly #batchers: { signal: Signal; batcher: Pick<Batcher<unknown>, "added" | "dropped" | "flush" | "flushNow" | "stop"> }[] = [];
  #courier: Courier | undefined;

  /** A new queue. */
  open<T>(signal: Signal, limits: BatchLimits, outlet: BatchOutlet<T>): Batcher<T> {
    const batcher = new Batcher(limits, outlet);
    this.#batchers.push({ signal, batcher });
    return batcher;
  }

  /** Brings requests to where the environment says. Nothing is begun before it is given one. */
  get courier(): Courier {
    return (this.#courier ??= openCourier({
      traces: otlpTargetFromEnv("traces"),
      logs: otlpTargetFromEnv("logs"),
      profiles: otlpTargetFromEnv("profiles"),
    }));
  }

  /** How many items were ever queued. */
  get added(): number {
    return this.#batchers.reduce((sum, { batcher }) => sum + batcher.added, 0);
  }

  /** How many items of a signal are lost, since the start: thrown away because the queue was full, not delivered, or refused. */
  dropped(signal: Signal): number {
    return this.#batchers.reduce((sum, { signal: own, batcher }) => sum + (own === signal ? batcher.dropped : 0), 0);
  }

  /** Sends all that is queued. Never rejects; does not hold the process alive. */
  async flush(): Promise<void> {
    await Promise.all(this.#batchers.map(({ batcher }) => batcher.flush()));
  }

  /** For a process that ends soon: for the next `millis`, what finds no collector is lost at once. What does not go by the courier retries on. */
  hurry(millis: number): void {
    this.#courier?.hurry(millis);
  }

  /**
   * For a process that ends now: sends all that is queued, and blocks the thread until it is settled, for `millis` at most; not at all if there
   * is no collector.
   * What does not go over OTLP/HTTP protobuf stays in its queue. Never throws.
   */
  flushNow(millis: number): void {
    for (const { batcher } of this.#batchers) batcher.flushNow();
    this.#courier?.hurry(millis);
    this.#courier?.settle(millis);
  }

  /** Takes no more items, gives up what is not delivered, and ends the connections and the helper thread. */
  stop(): void {
    for (const { batcher } of this.#batchers) batcher.stop();
    this.#courier?.close();
  }
}
