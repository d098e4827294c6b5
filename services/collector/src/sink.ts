import { validateMessage } from "@throughline/otlp";
import type { QueueChannel } from "@throughline/pipeline";
import type { Encoder } from "./encode/encoder.ts";
import type { Reception, Verdict } from "./encode/verdict.ts";
import type { HealthLog } from "./health-log.ts";
import type { Metrics } from "./metrics.ts";
import type { Redactor } from "./redact/redactor.ts";
import type { Signal } from "./signal.ts";

/** What the queue keeps beside a request. */
export interface RequestNote extends Reception {
  /** Items that were accepted. */
  readonly rows: number;
}

export interface SinkOptions {
  readonly signal: Signal;
  readonly channel: QueueChannel<RequestNote>;
  /** Undefined: requests stay as they came. */
  readonly redactor: Redactor | undefined;
  readonly encoder: Encoder;
  readonly retentionSeconds: number;
  readonly metrics: Metrics;
  readonly health: HealthLog;
}

/** Where requests of one signal arrive, whatever door they came through: validated, redacted, checked, made durable, answered. */
export class Sink {
  readonly signal: Signal;
  readonly #options: SinkOptions;

  constructor(options: SinkOptions) {
    this.signal = options.signal;
    this.#options = options;
  }

  /**
   * Takes the protobuf bytes of one export request; resolves when what was accepted of it is on disk, from where it reaches
   * ClickHouse once, whatever happens.
   * @throws MalformedError: nothing of it was taken.
   * @throws UnavailableError: it was not taken, the sender should try again.
   */
  async export(request: Uint8Array): Promise<Verdict> {
    const { channel, encoder, health, metrics, retentionSeconds } = this.#options;
    const signal = this.signal.name;
    validateMessage(this.signal.request, request);
    metrics.receivedBytes.inc({ signal }, request.length);
    const reception = { receivedAt: Date.now(), retentionSeconds };
    const body = this.#redacted(request);
    const verdict = encoder.check(signal, body, reception);
    if (verdict.accepted > 0) {
      const put = await channel.put(body, { ...reception, rows: verdict.accepted }).catch((error: Error) => {
        health.refusing(this.signal, error.message);
        throw error;
      });
      health.accepting(this.signal);
      if (put === "stored") metrics.accepted.inc({ signal }, verdict.accepted);
      else metrics.repeated.inc({ signal });
    }
    for (const [reason, count] of verdict.rejected) metrics.rejected.inc({ signal, reason }, count);
    return verdict;
  }

  /** From here on, also where a request is known again by its hash, there is no more than this. */
  #redacted(request: Uint8Array): Uint8Array {
    const { metrics, redactor } = this.#options;
    if (!redactor) return request;
    const { bytes, values } = redactor.redact(this.signal.request, request);
    if (values > 0) metrics.redacted.inc({ signal: this.signal.name }, values);
    return bytes;
  }
}
