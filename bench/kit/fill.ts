import { randomUUID } from "node:crypto";
import type { ClickHouse } from "@throughline/clickhouse";
import { logRequests, type RecordedRequest, traceRequests, type WorkloadOptions } from "../workload.ts";
import { type Encoder, encoderOf } from "./encoder.ts";

/** What one insert of the collector holds under load. */
const ROWS_PER_INSERT = 50_000;

/** Stores requests of one signal by the collector's own encoder, in inserts of its size. */
export class Filler {
  /** Rows so far. */
  stored = 0;
  readonly #clickhouse: ClickHouse;
  readonly #encoder: Encoder;
  readonly #waiting: RecordedRequest[] = [];
  #items = 0;

  constructor(clickhouse: ClickHouse, signal: "traces" | "logs") {
    this.#clickhouse = clickhouse;
    this.#encoder = encoderOf(signal);
  }

  async add(request: RecordedRequest): Promise<void> {
    this.#waiting.push(request);
    this.#items += request.items;
    if (this.#items >= ROWS_PER_INSERT) await this.flush();
  }

  /** Stores what waits. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const { rows, blocks, companions } = this.#encoder.encode(this.#waiting.splice(0));
    this.#items = 0;
    for (const { table, block } of companions) await this.#clickhouse.insertNative(table, [block], randomUUID());
    await this.#clickhouse.insertNative(this.#encoder.table, blocks, randomUUID());
    this.stored += rows;
  }
}

/** Stores a workload; returns the rows. */
export async function fill(clickhouse: ClickHouse, signal: "traces" | "logs", workload: WorkloadOptions): Promise<number> {
  const filler = new Filler(clickhouse, signal);
  const requests: RecordedRequest[] = [];
  const make = signal === "traces" ? traceRequests : logRequests;
  make(workload, (request) => requests.push(request));
  for (const request of requests) await filler.add(request);
  await filler.flush();
  return filler.stored;
}
