const WIDTH = 30;
const CLEAR_LINE = "\r\u{1b}[K";

/** A bar on stderr that grows; nothing where stderr is not a terminal. */
export class Progress {
  readonly #stream = process.stderr;

  /** @param done from 0 to 1 */
  show(done: number, text: string): void {
    if (!this.#stream.isTTY) return;
    const full = Math.round(Math.min(1, done) * WIDTH);
    const line = `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${text}`;
    this.#stream.write(`${CLEAR_LINE}${line.slice(0, (this.#stream.columns || 80) - 1)}`);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write(CLEAR_LINE);
  }
}
