import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClickHouse, isRefusedForGood, isShardAway } from "@throughline/clickhouse";
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
 * ClickHouse remembers the tokens of the last 10 000 inserts into a table. A batch whose first attempt is older than this may have been stored and
 * forgotten, where many collectors insert: then it is asked which rows are there.
 */
const TOKEN_MS = 2 * 3_600_000;
/** A batch of which a shard that is away lacks its part is tried again after this; of those that can be stored then, so many at a time. */
const PARKED_MS = 2_000;
const PARKED_AT_ONCE = 10;

/** "partly": the rest waits for a shard that is away. An Error: ClickHouse refuses the rows for good. */
type Inserted = "stored" | "partly" | Error;

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
  /** When parked batches are tried again, in the milliseconds of `performance.now()`. */
  #tryParkedAt = 0;

  constructor(options: FeederOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#draining.signal.aborted) return; // stopped before it could begin
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
      if (channel.parked > 0 && performance.now() >= this.#tryParkedAt) await this.#deliverParked();
      const end = draining ? this.#stopping.signal : this.#draining.signal;
      const claimed = await this.#retry(() =>
        channel.claim({
          maxRows: MAX_ROWS,
          maxBytes: MAX_BYTES,
          lingerMs: draining ? 0 : LINGER_MS,
          signal: channel.parked > 0 ? AbortSignal.any([end, AbortSignal.timeout(LINGER_MS)]) : end,
        }),
      );
      if (claimed?.result) await this.#bringToEnd(claimed.result);
    }
  }

  /** Batches that a shard lacks, until one is lacked still. */
  async #deliverParked(): Promise<void> {
    const { channel } = this.#options;
    for (let done = 0; done < PARKED_AT_ONCE && channel.parked > 0; done++)
      if (!(await this.#bringToEnd(channel.nextParked()))) {
        this.#tryParkedAt = performance.now() + PARKED_MS;
        return;
      }
  }

  /** Delivers a batch; whether the queue is rid of it. */
  async #bringToEnd(batch: QueuedBatch<RequestNote>): Promise<boolean> {
    const { channel } = this.#options;
    const end = await this.#deliver(batch);
    if (end === "partly") await this.#retry(() => channel.park(batch));
    else if (end !== "stopped") await this.#retry(() => channel.remove(batch, { forget: end === "set aside" }));
    return end === "stored" || end === "set aside";
  }

  /** Brings a batch to its end: stored, or set aside if ClickHouse refuses it for good; or as far as it can be brought without a shard. */
  async #deliver(batch: QueuedBatch<RequestNote>): Promise<"stored" | "partly" | "set aside" | "stopped"> {
    const { signal, metrics, health, setAside, encoders } = this.#options;
    const requests: AcceptedRequest[] = batch.items.map(({ body, note }) => ({ body, reception: note }));
    let encoded: EncodedBatch = { rows: 0, blocks: [], companions: [] };
    let inserted: Inserted | undefined;
    try {
      encoded = await encoders.encode(signal.name, requests);
    } catch (error) {
      inserted = asError(error); // it would fail again, here and after a new start
    }
    const delivered = await this.#retry(async () => {
      inserted ??= await this.#insert(batch, encoded);
      if (inserted instanceof Error) await setAside.keep(signal, batch.token, requests, inserted);
      return inserted;
    });
    if (!delivered) return "stopped";
    const { result } = delivered;
    if (result === "partly") return result;
    if (result instanceof Error) {
      health.setAside(signal, batch.rows, setAside.path, result.message);
      return "set aside";
    }
    health.well(signal);
    metrics.inserted.inc({ signal: signal.name }, encoded.rows);
    const oldest = Math.min(...batch.items.map(({ note }) => note.receivedAt));
    metrics.lag.observe({ signal: signal.name }, (Date.now() - oldest) / 1_000);
    return "stored";
  }

  /** Does `work` until it succeeds, and gives its result; undefined when the collector stops first. Says once that it fails. */
  async #retry<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result } | undefined> {
    const { signal, health } = this.#options;
    for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.max)) {
      try {
        return { result: await work() };
      } catch (error) {
        health.failing(signal, asError(error).message);
      }
      await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return undefined;
    }
  }

  /** One attempt. Throws what may pass. */
  async #insert(batch: QueuedBatch<RequestNote>, encoded: EncodedBatch): Promise<Inserted> {
    const { clickhouse, signal, metrics, health } = this.#options;
    const { token, since } = batch;
    const { blocks, companions, rows } = encoded;
    const isOld = Date.now() - since > TOKEN_MS;
    const count = (outcome: string) => metrics.inserts.inc({ signal: signal.name, outcome });
    const stop = this.#stopping.signal;
    try {
      // What goes along depends on what this process has sent before: no token, and their tables merge what comes twice.
      for (const { table, block } of companions) await clickhouse.insertNative(table, [block], randomUUID(), stop);
      if (rows > 0 && isOld) await clickhouse.insertMissing(signal.table, blocks, token, stop);
      else if (rows > 0) await clickhouse.insertNative(signal.table.name, blocks, token, stop);
      count("stored");
      return "stored";
    } catch (error) {
      if (clickhouse.cluster && isShardAway(error)) {
        health.failing(signal, `a shard is away, and its part waits: ${asError(error).message}`);
        if (!isOld) return this.#insertReachable(batch, encoded);
        count("partly"); // which rows are missing can only be told where all shards can be asked
        return "partly";
      }
      const refused = error instanceof Error && isRefusedForGood(error);
      count(refused ? "refused" : "failed");
      if (refused) return error;
      throw error;
    }
  }

  /** The same with the shards that can be reached. Throws when there is none. */
  async #insertReachable({ token }: QueuedBatch<RequestNote>, { blocks, companions, rows }: EncodedBatch): Promise<Inserted> {
    const { clickhouse, signal, metrics } = this.#options;
    const stop = this.#stopping.signal;
    for (const { table, block } of companions) await clickhouse.insertSomewhere(table, [block], randomUUID(), stop);
    const away = rows > 0 ? await clickhouse.insertReachable(signal.table, blocks, token, stop) : 0;
    const inserted = away > 0 ? "partly" : "stored";
    metrics.inserts.inc({ signal: signal.name, outcome: inserted });
    return inserted;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
