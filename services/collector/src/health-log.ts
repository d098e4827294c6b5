import type { Signal } from "./signal.ts";

const INTERNAL_MS = 10_000;

/** Says on stderr what an operator must know: once when storing begins to fail, once when it is well again. */
export class HealthLog {
  readonly #failing = new Map<string, string>();
  readonly #refusing = new Set<string>();
  readonly #probeFailing = new Set<string>();
  #internalSaidAt = 0;

  failing({ name }: Signal, reason: string): void {
    if (this.#failing.has(name)) return;
    this.#failing.set(name, reason.trim());
    say(`${name} wait in the queue, they cannot be stored: ${reason.trim()}`);
  }

  /** Signals of which nothing, or not all, can be stored now, with the reasons. */
  get waiting(): ReadonlyMap<string, string> {
    return this.#failing;
  }

  well({ name }: Signal): void {
    if (this.#failing.delete(name)) say(`${name} are stored again`);
  }

  /** Senders are told to come back. */
  refusing({ name }: Signal, reason: string): void {
    if (this.#refusing.has(name)) return;
    this.#refusing.add(name);
    say(`${name} are refused for now: ${reason}`);
  }

  accepting({ name }: Signal): void {
    if (this.#refusing.delete(name)) say(`${name} are accepted again`);
  }

  /** What was done, or has to be, so that the disk does not fill. */
  disk(text: string): void {
    say(text);
  }

  /** How the last probe ended; undefined: well. */
  probe({ name }: Signal, problem: string | undefined): void {
    if (problem === undefined) {
      if (this.#probeFailing.delete(name)) say(`${name} that are written are read back again`);
    } else if (!this.#probeFailing.has(name)) {
      this.#probeFailing.add(name);
      say(`${name}: what is written to see whether all works was not read back: ${problem}`);
    }
  }

  /** A fault of ours, told to the sender as a 500: with its stack, at most every ten seconds. */
  internal(error: unknown): void {
    if (Date.now() - this.#internalSaidAt < INTERNAL_MS) return;
    this.#internalSaidAt = Date.now();
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  setAside({ name }: Signal, rows: number, path: string, reason: string): void {
    say(`${rows} ${name} are set aside in ${path}, ClickHouse refuses them for good: ${reason.trim()}`);
  }
}

function say(text: string): void {
  process.stderr.write(`throughline collector: ${text}\n`);
}
