import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

/** How a batcher queues and sends. Times in milliseconds, sizes in items. */
export interface BatchLimits {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMillis: number;
  readonly exportTimeoutMillis: number;
}

/** What a batcher hands its items to, and tells about those that are lost. */
export interface BatchOutlet<T> {
  /** What must be waited for before items such as this one can be sent, if anything. Never rejects. */
  ready?(item: T): Promise<void> | undefined;
  /**
   * Sends one batch, retrying as it sees fit. Rejects when the batch is lost; resolves with the number of items that were refused, if any.
   * If the outlet is `immediate`, all that this thread has to do for it is done before it returns.
   */
  send(items: T[]): Promise<number | void>;
  readonly immediate?: true;
  /** Called once per failed send. Must not throw. */
  failed(error: unknown, items: number): void;
  /** Called when items were thrown away because the queue was full, although what was under way arrived. Must not throw. */
  dropped(items: number): void;
}

/**
 * A bounded queue that is sent in batches: when one is full, or the delay after the first item has passed.
 *
 * OpenTelemetry's own batch processors hold the process alive while an export is under way. This one never does: its timers
 * are unref'd, and who needs the outcome before the process ends holds it alive itself while `flush` runs.
 */
export class Batcher<T> {
  readonly #limits: BatchLimits;
  readonly #outlet: BatchOutlet<T>;
  #queue: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** One batch at a time; several only after `flushNow`. */
  readonly #sending = new Set<Promise<void>>();
  #added = 0;
  #settled = 0;
  #dropped = 0;
  /** How many of them found the queue full and are not told of: why, the batch that is under way will show. */
  #overflow = 0;
  #closed = false;

  constructor(limits: BatchLimits, outlet: BatchOutlet<T>) {
    this.#limits = { ...limits, maxExportBatchSize: Math.min(limits.maxExportBatchSize, limits.maxQueueSize) };
    this.#outlet = outlet;
  }

  /** How many items were ever taken into the queue. */
  get added(): number {
    return this.#added;
  }

  /** How many items are lost: thrown away because the queue was full, not delivered, or refused. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Queues an item; throws it away if the queue is full. */
  add(item: T): void {
    if (this.#closed) return;
    if (this.#queue.length >= this.#limits.maxQueueSize) {
      this.#dropped += 1;
      this.#overflow += 1;
      return;
    }
    this.#added += 1;
    this.#queue.push(item);
    this.#schedule();
  }

  /** Sends all that is queued now, not what comes meanwhile. Resolves when it is sent or lost; never rejects. */
  async flush(): Promise<void> {
    const goal = this.#added;
    while (this.#settled < goal) await (this.#sending.size > 0 ? Promise.race(this.#sending) : this.#sendBatch());
  }

  /** Hands over all that is queued at once, without waiting for anything, if the outlet can take it so. */
  flushNow(): void {
    if (this.#outlet.immediate) while (this.#queue.length > 0) void this.#sendBatch({ now: true });
  }

  /** Flushes and takes no more items. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  /** Takes no more items and gives up those that are queued. */
  stop(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#dropped += this.#queue.length;
    this.#settled += this.#queue.length;
    this.#queue = [];
  }

  #schedule(): void {
    if (this.#sending.size > 0) return;
    if (this.#queue.length >= this.#limits.maxExportBatchSize) {
      void this.#sendBatch();
    } else if (this.#queue.length > 0) {
      this.#timer ??= setTimeout(() => void this.#sendBatch(), this.#limits.scheduledDelayMillis).unref();
    }
  }

  #sendBatch({ now = false } = {}): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const sending = this.#send(now).finally(() => {
      this.#sending.delete(sending);
      this.#schedule();
    });
    this.#sending.add(sending);
    return sending;
  }

  async #send(now: boolean): Promise<void> {
    const [first] = this.#queue;
    const ready = now || first === undefined ? undefined : this.#outlet.ready?.(first);
    // Until then they stay in the queue, where `flushNow` finds them.
    if (ready !== undefined) await ready;
    const items = this.#queue.splice(0, this.#limits.maxExportBatchSize);
    if (items.length === 0) return;
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(() => deadline.reject(new Error("no answer in time")), this.#limits.exportTimeoutMillis).unref();
    try {
      // Not in the context of whatever happened to fill the batch, and not traced.
      const sent = context.with(suppressTracing(ROOT_CONTEXT), () => this.#outlet.send(items));
      const refused = await Promise.race([deadline.promise, sent]);
      // Only now: what is dropped meanwhile counts too.
      this.#dropped += refused ?? 0;
      if (this.#overflow > 0) this.#outlet.dropped(this.#overflow);
    } catch (error) {
      this.#dropped += items.length;
      this.#outlet.failed(error, items.length);
    } finally {
      clearTimeout(timer);
      this.#overflow = 0;
      this.#settled += items.length;
    }
  }
}
