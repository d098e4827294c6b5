import type { Signal } from "./signal.ts";

/** Says once when storing begins to fail and once when it is well again. */
export class HealthLog {
  readonly #failing = new Set<string>();

  /** Reports the outcome of an insert: why it failed, or undefined when it was stored. */
  readonly report = ({ name }: Signal, failure: string | undefined): void => {
    if (failure !== undefined && !this.#failing.has(name)) {
      this.#failing.add(name);
      process.stderr.write(`throughline collector: ${name} cannot be stored: ${failure}\n`);
    } else if (failure === undefined && this.#failing.delete(name))
      process.stderr.write(`throughline collector: ${name} are stored again\n`);
  };
}
