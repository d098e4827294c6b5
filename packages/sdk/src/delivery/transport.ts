import type http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { OtlpTarget } from "./otlp-target.ts";
import { partialSuccess, type PartialSuccess } from "./partial-success.ts";
import { type Answer, post } from "./post.ts";
import { reason } from "./reason.ts";
import { retryAfterMillis } from "./retry-after.ts";
import { unrefAgent } from "./unref-agent.ts";

/** How long one attempt may take if nothing was said, in milliseconds (OpenTelemetry specification). */
const ATTEMPT_MILLIS = 10_000;

/** The wait before the first retry grows by this factor up to a bound, and is spread by a share both ways. */
const FIRST_WAIT_MILLIS = 1000;
const MAX_WAIT_MILLIS = 5000;
const WAIT_GROWTH = 1.5;
const WAIT_SPREAD = 0.2;

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const RETRYABLE_CODE: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Why one attempt came to nothing. */
interface Failure {
  readonly failure: Error;
  /** Whether the collector answered at all. */
  readonly connected: boolean;
  readonly retryable: boolean;
  /** When the collector said to come back. */
  readonly waitMillis?: number | undefined;
}

/** Compresses a body with gzip. */
export type Gzip = (body: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * Sends bodies to one address and retries by the OTLP specification: after 429, 502, 503 and 504, when the collector said to come back or
 * after a growing wait, and after failures of the connection. Holds nothing alive.
 */
export class Transport {
  readonly #target: OtlpTarget;
  readonly #gzip: Gzip;
  readonly #agent: http.Agent;
  readonly #headers: Readonly<Record<string, string>>;
  /** Ends the waits of those that had no connection. */
  readonly #waits = new Set<() => void>();
  #hurryUntil = 0;

  constructor(target: OtlpTarget, gzip: Gzip) {
    this.#target = target;
    this.#gzip = gzip;
    this.#agent = unrefAgent(target.url.startsWith("https:") ? "https:" : "http:", target.credentials);
    this.#headers = {
      "user-agent": "Throughline-OTLP-Exporter-JavaScript",
      ...target.headers,
      "content-type": "application/x-protobuf",
      ...(target.gzip && { "content-encoding": "gzip" }),
    };
  }

  /**
   * Sends a body.
   *
   * @param millis how long it may take with its retries, if the target says nothing of it
   * @returns what the collector refused of it, or had to say
   * @throws an error that says why all of it is lost
   */
  async send(body: Uint8Array, millis: number): Promise<PartialSuccess | undefined> {
    const deadline = performance.now() + Math.min(millis, this.#target.timeoutMillis ?? millis);
    const bytes = this.#target.gzip ? await this.#gzip(body) : body;
    const headers = { ...this.#headers, "content-length": String(bytes.length) };
    for (let nextWait = FIRST_WAIT_MILLIS; ; nextWait = Math.min(nextWait * WAIT_GROWTH, MAX_WAIT_MILLIS)) {
      const attempt = Math.min(deadline - performance.now(), this.#target.timeoutMillis ?? ATTEMPT_MILLIS);
      const outcome = await this.#post({ url: this.#target.url, headers, agent: this.#agent, body: bytes }, attempt);
      if (!("failure" in outcome)) return partialSuccess(outcome.body);
      // A collector that says "at once" is not to be asked again and again.
      const wait = outcome.waitMillis || nextWait * (1 - WAIT_SPREAD + 2 * WAIT_SPREAD * Math.random());
      if (!outcome.retryable || performance.now() + wait >= deadline) throw outcome.failure;
      if (outcome.connected) await sleep(wait, undefined, { ref: false });
      else if (!this.#hurries()) await this.#waitOrHurry(wait);
      if (!outcome.connected && this.#hurries()) throw outcome.failure;
    }
  }

  /** For the next `millis`, what finds no connection is lost at once: there is no time to wait for the collector. */
  hurry(millis: number): void {
    this.#hurryUntil = performance.now() + millis;
    for (const wake of this.#waits) wake();
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #post(request: Parameters<typeof post>[0], timeoutMillis: number): Promise<Answer | Failure> {
    let answer: Answer;
    try {
      answer = await post(request, timeoutMillis);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      return { failure: new Error(reason(error)), connected: false, retryable: RETRYABLE_CODE.has(code) };
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    return {
      failure: new Error(`the collector answered with HTTP status ${answer.status}`),
      connected: true,
      retryable: RETRYABLE_STATUS.has(answer.status),
      waitMillis: retryAfterMillis(answer.retryAfter),
    };
  }

  #hurries(): boolean {
    return performance.now() < this.#hurryUntil;
  }

  #waitOrHurry(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waits.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, millis).unref();
      this.#waits.add(wake);
    });
  }
}
