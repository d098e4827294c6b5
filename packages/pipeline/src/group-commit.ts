import { UnavailableError } from "./unavailable.ts";

export interface GroupCommitOptions<Batch> {
  /** A new, empty batch. */
  readonly open: () => Batch;
  /** Stores a batch for good. One batch is committed at a time, in order. */
  readonly commit: (batch: Batch) => Promise<void>;
  /** How long a batch waits for company, in milliseconds. */
  readonly lingerMs: number;
  /** A batch of this many bytes goes without waiting. */
  readonly batchBytes: number;
  /** Bytes that may wait in memory, all batches together. */
  readonly maxWaitingBytes: number;
}

interface Group<Batch> {
  readonly batch: Batch;
  bytes: number;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Many requests, one insert: what arrives while another insert runs, or within the linger time, is stored together, and each
 * request is answered when its batch is stored.
 */
export class GroupCommit<Batch> {
  readonly #options: GroupCommitOptions<Batch>;
  #group: Group<Batch> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();
  #isCommitting = false;
  #waitingBytes = 0;

  constructor(options: GroupCommitOptions<Batch>) {
    this.#options = options;
  }

  /** Bytes accepted and not yet stored. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /**
   * Lets `put` add to the open batch, at once; resolves with its result when that batch is stored. If `put` throws, nothing waits.
   * @throws UnavailableError when too much is waiting already.
   * @throws whatever `commit` throws, to everyone in the batch.
   */
  async add<Result>(bytes: number, put: (batch: Batch) => Result): Promise<Result> {
    if (this.#waitingBytes + bytes > this.#options.maxWaitingBytes && this.#waitingBytes > 0)
      throw new UnavailableError(`${this.#waitingBytes} bytes are waiting to be stored already`, 1_000);
    const group = (this.#group ??= this.#open());
    const result = put(group.batch);
    group.bytes += bytes;
    this.#waitingBytes += bytes;
    if (group.bytes >= this.#options.batchBytes) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.lingerMs);
    try {
      await group.done.promise;
    } finally {
      this.#waitingBytes -= bytes;
    }
    return result;
  }

  /** Resolves when everything that was added has been stored or has failed. */
  async drain(): Promise<void> {
    while (this.#group || this.#isCommitting) {
      this.#flush();
      await this.#committing;
    }
  }

  #open(): Group<Batch> {
    const done = Promise.withResolvers<void>();
    done.promise.catch(() => {}); // every waiter hears of it; a batch may also have none
    return { batch: this.#options.open(), bytes: 0, done };
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isCommitting || !this.#group) return; // the running commit flushes what has gathered when it ends
    const group = this.#group;
    this.#group = undefined;
    this.#isCommitting = true;
    this.#committing = this.#options
      .commit(group.batch)
      .then(group.done.resolve, group.done.reject)
      .finally(() => {
        this.#isCommitting = false;
        if (this.#group && !this.#timer) this.#flush();
      });
  }
}
