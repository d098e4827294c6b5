import { Batcher, type BatchLimits, type BatchOutlet } from "./batcher.ts";

/** All queues of telemetry in this thread, so that they can be flushed together. */
export class Queues {
  readonly #batchers: { added: number; flush(): Promise<void> }[] = [];

  /** A new queue. */
  open<T>(limits: BatchLimits, outlet: BatchOutlet<T>): Batcher<T> {
    const batcher = new Batcher(limits, outlet);
    this.#batchers.push(batcher);
    return batcher;
  }

  /** How many items were ever queued. */
  get added(): number {
    return this.#batchers.reduce((sum, batcher) => sum + batcher.added, 0);
  }

  /** Sends all that is queued. Never rejects; does not hold the process alive. */
  async flush(): Promise<void> {
    await Promise.all(this.#batchers.map((batcher) => batcher.flush()));
  }
}
