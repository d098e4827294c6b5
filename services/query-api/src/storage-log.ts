import { problemOf } from "@throughline/clickhouse";
import { failureOf } from "./failure.ts";

/** Some questions may fail while others are answered: it is well again when none has failed for so long. */
const WELL_AFTER_MS = 30_000;

/** Says on stderr what an operator must know of ClickHouse: each kind of failure once, and once when questions are answered again. */
export class StorageLog {
  /** Codes of failures. */
  readonly #said = new Set<string>();
  #failedAt = 0;
  #isClosed = false;

  failed(error: unknown): void {
    if (this.#isClosed || failureOf(error).code !== "unavailable") return;
    this.#failedAt = Date.now();
    const { code = "" } = error as { code?: string };
    if (this.#said.has(code)) return;
    this.#said.add(code);
    say(`questions cannot be answered, or not in full: ${problemOf(error)}`);
  }

  answered(): void {
    if (this.#said.size === 0 || Date.now() - this.#failedAt < WELL_AFTER_MS) return;
    this.#said.clear();
    say("questions are answered again");
  }

  /** From now on connections are cut by ourselves. */
  close(): void {
    this.#isClosed = true;
  }
}

function say(text: string): void {
  process.stderr.write(`throughline query API: ${text}\n`);
}
