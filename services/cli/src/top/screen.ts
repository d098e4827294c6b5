const ENTER = "\u{1b}[?1049h\u{1b}[?25l";
const LEAVE = "\u{1b}[?25h\u{1b}[?1049l";
const HOME = "\u{1b}[H";
const CLEAR_TO_END_OF_LINE = "\u{1b}[K";
const CLEAR_BELOW = "\u{1b}[J";

/** A full-screen view on the terminal. What was there before comes back at the end, however the command ends. */
export class Screen {
  readonly #leave = (): void => {
    process.stdout.write(LEAVE);
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
  };
  readonly #resized: () => void;
  #keys: ((chunk: Buffer) => void) | undefined;

  /** @param resized called when the terminal has another size */
  constructor(resized: () => void) {
    this.#resized = resized;
  }

  get width(): number {
    return process.stdout.columns || 80;
  }

  get height(): number {
    return process.stdout.rows || 24;
  }

  /** @param key called with each key that is pressed; Ctrl-C is `\u0003` */
  open(key: (name: string) => void): void {
    process.stdout.write(ENTER);
    process.once("exit", this.#leave);
    process.stdout.on("resize", this.#resized);
    if (!process.stdin.isTTY) return;
    process.stdin.setRawMode(true);
    this.#keys = (chunk) => {
      for (const name of chunk.toString()) key(name);
    };
    process.stdin.on("data", this.#keys);
  }

  /** Lines that do not fit are left out. */
  draw(lines: readonly string[]): void {
    const text = lines
      .slice(0, this.height)
      .map((line) => `${line}${CLEAR_TO_END_OF_LINE}`)
      .join("\r\n");
    process.stdout.write(`${HOME}${text}${CLEAR_BELOW}`);
  }

  close(): void {
    process.off("exit", this.#leave);
    process.stdout.off("resize", this.#resized);
    if (this.#keys) process.stdin.off("data", this.#keys).pause();
    this.#leave();
  }
}
