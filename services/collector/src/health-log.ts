import type { Signal } from "./signal.ts";

/** Says on stderr what an operator must know: once when storing begins to fail, once when it is well again. */
export class HealthLog {
  readonly #failing = new Set<string>();

  failing({ name }: Signal, reason: string): void {
    if (this.#failing.has(name)) return;
    this.#failing.add(name);
    say(`${name} wait in the queue, ClickHouse does not store them: ${reason.trim()}`);
  }

  well({ name }: Signal): void {
    if (this.#failing.delete(name)) say(`${name} are stored again`);
  }

  setAside({ name }: Signal, rows: number, path: string, reason: string): void {
    say(`${rows} ${name} are set aside in ${path}, ClickHouse refuses them for good: ${reason.trim()}`);
  }
}

function say(text: string): void {
  process.stderr.write(`throughline collector: ${text}\n`);
}
