import { randomUUID } from "node:crypto";
import { type ClickHouse, isPermanent, type Retention } from "@throughline/clickhouse";
import { validateMessage } from "@throughline/otlp";
import { GroupCommit, retry, UnavailableError } from "@throughline/pipeline";
import type { Table } from "@throughline/schema";
import { Batch } from "./batch.ts";
import type { ItemEncoder } from "./encode/item.ts";
import type { ResourceRegistry } from "./encode/resources.ts";
import type { Verdict } from "./encode/verdict.ts";
import type { Metrics } from "./metrics.ts";
import type { Signal } from "./signal.ts";

const LINGER_MS = 100;
const BATCH_BYTES = 16 * 1024 * 1024;
const MAX_WAITING_BYTES = 256 * 1024 * 1024;
/** How long an insert is tried again before its senders are told to come back. */
const RETRY_MS = 5_000;
const RETRY_AFTER_MS = 2_000;

export interface SinkOptions<T extends Table> {
  readonly signal: Signal;
  readonly encoder: ItemEncoder<T>;
  readonly registry: ResourceRegistry;
  readonly retention: Retention;
  readonly clickhouse: ClickHouse;
  readonly metrics: Metrics;
  /** Called when inserts begin to fail and when they work again: once each. */
  readonly onHealth: (signal: Signal, failure: string | undefined) => void;
}

/** Where requests of one signal end: validated, encoded, stored, answered, in this order. */
export class Sink<T extends Table = Table> {
  readonly signal: Signal;
  readonly #options: SinkOptions<T>;
  readonly #commits: GroupCommit<Batch<T>>;

  constructor(options: SinkOptions<T>) {
    this.signal = options.signal;
    this.#options = options;
    this.#commits = new GroupCommit({
      open: () => new Batch(options.encoder, options.registry, options.retention),
      commit: (batch) => this.#store(batch),
      lingerMs: LINGER_MS,
      batchBytes: BATCH_BYTES,
      maxWaitingBytes: MAX_WAITING_BYTES,
    });
  }

  /** Bytes of requests that are not stored yet. */
  get waitingBytes(): number {
    return this.#commits.waitingBytes;
  }

  /**
   * Takes the protobuf bytes of one export request; resolves when ClickHouse has acknowledged its rows.
   * @throws MalformedError: nothing of it was taken.
   * @throws UnavailableError: it was not stored, the sender should try again.
   */
  async export(request: Uint8Array): Promise<Verdict> {
    const { metrics } = this.#options;
    validateMessage(this.signal.request, request);
    const receivedAt = BigInt(Date.now()) * 1_000_000n;
    const verdict = await this.#commits.add(request.length, (batch) => batch.add(request, receivedAt));
    metrics.accepted.inc({ signal: this.signal.name }, verdict.accepted);
    for (const [reason, count] of verdict.rejected) metrics.rejected.inc({ signal: this.signal.name, reason }, count);
    return verdict;
  }

  /** Resolves when everything accepted is stored. */
  drain(): Promise<void> {
    return this.#commits.drain();
  }

  async #store(batch: Batch<T>): Promise<void> {
    if (batch.rows === 0) return;
    const { clickhouse, encoder, metrics, onHealth, signal } = this.#options;
    const token = randomUUID(); // stays the same through all attempts: an insert whose answer was lost is not stored twice
    const rows = batch.toNative();
    const resources = batch.resources.toNative();
    try {
      await retry(
        async () => {
          if (resources) await clickhouse.insertNative("resources", [resources], `${token}-resources`);
          await clickhouse.insertNative(encoder.table.name, [rows], token);
        },
        { isPermanent, forMs: RETRY_MS, firstPauseMs: 100, maxPauseMs: 1_000 },
      );
    } catch (error) {
      metrics.inserts.inc({ signal: signal.name, outcome: "failed" });
      onHealth(signal, error instanceof Error ? error.message : "unknown error");
      throw isPermanent(error) ? error : new UnavailableError("ClickHouse cannot be reached", RETRY_AFTER_MS, { cause: error });
    }
    batch.resources.markStored();
    metrics.inserts.inc({ signal: signal.name, outcome: "stored" });
    onHealth(signal, undefined);
  }
}
