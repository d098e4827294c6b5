import { setTimeout as sleep } from "node:timers/promises";
import { type ClickHouse, isRefusedForGood } from "@throughline/clickhouse";
import type { QueueChannel, QueuedBatch } from "@throughline/pipeline";
import type { AcceptedRequest, EncodedBatch } from "./encode/encoder.ts";
import type { EncoderPool } from "./encode/encoder-pool.ts";
import type { HealthLog } from "./health-log.ts";
import type { Metrics } from "./metrics.ts";
import type { SetAside } from "./set-aside.ts";
import type { Signal } from "./signal.ts";
import type { RequestNote } from "./sink.ts";

const MAX_ROWS = 50_000;
const MAX_BYTES = 64 * 1024 * 1024;
const LINGER_MS = 1_000;
const PAUSE_MS = { first: 100, max: 5_000 };
/**
 * ClickHouse remembers the tokens of the last 10 000 inserts. A batch whose first attempt is older may have been stored and forgotten if many
 * collectors insert: then it is asked which rows are there.
 */
const TOKEN_MS = 15 * 60_000;

export interface FeederOptions {
  readonly signal: Signal;
  readonly channel: QueueChannel<RequestNote>;
  readonly encoders: EncoderPool;
  readonly clickhouse: ClickHouse;
  readonly setAside: SetAside;
  readonly metrics: Metrics;
  readonly health: HealthLog;
}

/** Carries one signal from the queue to ClickHouse: claim a batch, encode it, insert it under its token until it is stored, forget it. */
export class Feeder {
  readonly #options: FeederOptions;
  /** Ends the wait for a batch: what is there goes at once. */
  readonly #draining = new AbortController();
  /** Ends everything: what is not stored stays in the queue. */
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: FeederOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Stores what the queue holds, for at most `graceMs`; the rest stays there for the next start. */
  async stop(graceMs: number): Promise<void> {
    this.#draining.abort();
    const timer = setTimeout(() => this.#stopping.abort(), graceMs);
    await this.#running;
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    const { channel } = this.#options;
    while (!this.#stopping.signal.aborted) {
      const draining = this.#draining.signal.aborted;
      if (draining && channel.waitingBytes === 0) return;
      const batch = await channel.claim({
        maxRows: MAX_ROWS,
        maxBytes: MAX_BYTES,
        lingerMs: draining ? 0 : LINGER_MS,
        signal: draining ? this.#stopping.signal : this.#draining.signal,
      });
      if (!batch) continue;
      const end = await this.#deliver(batch);
      if (end !== "stopped") await channel.remove(batch, { forget: end === "set aside" });
    }
  }

  /** Tries until the batch needs no further attempt, or the collector stops. */
  async #deliver(batch: QueuedBatch<RequestNote>): Promise<"stored" | "set aside" | "stopped"> {
    const { signal, metrics, health, setAside, encoders } = this.#options;
    const requests: AcceptedRequest[] = batch.items.map(({ body, note }) => ({ body, reception: note }));
    const encoded = await encoders.encode(signal.name, requests);
    for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.max)) {
      try {
        await this.#insert(batch, encoded);
        metrics.inserts.inc({ signal: signal.name, outcome: "stored" });
        metrics.inserted.inc({ signal: signal.name }, encoded.rows);
        const oldest = Math.min(...batch.items.map(({ note }) => note.receivedAt));
        metrics.lag.observe({ signal: signal.name }, (Date.now() - oldest) / 1_000);
        health.well(signal);
        return "stored";
      } catch (error) {
        const reason = error instanceof Error ? error : new Error(String(error));
        if (isRefusedForGood(reason)) {
          await setAside.keep(signal, batch.token, requests, reason);
          metrics.inserts.inc({ signal: signal.name, outcome: "refused" });
          health.setAside(signal, encoded.rows, setAside.path, reason.message);
          return "set aside";
        }
        metrics.inserts.inc({ signal: signal.name, outcome: "failed" });
        health.failing(signal, reason.message);
        await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal: this.#stopping.signal }).catch(() => {});
        if (this.#stopping.signal.aborted) return "stopped";
      }
    }
  }

  async #insert({ token, since }: QueuedBatch<RequestNote>, { blocks, resources, rows }: EncodedBatch): Promise<void> {
    const { clickhouse, signal } = this.#options;
    if (resources.length > 0) await clickhouse.insertNative("resources", resources, `${token}-resources`);
    if (rows === 0) return;
    if (Date.now() - since > TOKEN_MS) await clickhouse.insertMissing(signal.table, blocks, token);
    else await clickhouse.insertNative(signal.table.name, blocks, token);
  }
}
