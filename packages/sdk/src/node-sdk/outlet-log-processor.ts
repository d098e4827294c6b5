import type { LogRecordProcessor, ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { Queues } from "../delivery/queues.ts";
import type { LogOutlet } from "../logger/log-outlets.ts";

/** Hands the log records of a stock SDK to where ours go. */
export class OutletLogProcessor implements LogRecordProcessor {
  readonly #outlet: LogOutlet;
  readonly #queues: Queues;

  constructor(outlet: LogOutlet, queues: Queues) {
    this.#outlet = outlet;
    this.#queues = queues;
  }

  onEmit(record: ReadableLogRecord): void {
    this.#outlet(record);
  }

  forceFlush(): Promise<void> {
    return this.#queues.flush();
  }

  shutdown(): Promise<void> {
    return this.#queues.flush();
  }
}
