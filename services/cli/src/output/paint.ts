/** Colours for a text, or none. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Colours only where they reach a terminal, and where NO_COLOR does not forbid them. */
export function paintFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Paint {
  const isColourful = stream.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
  const code = (on: number, off: number) => (text: string) => (isColourful ? `\u{1b}[${on}m${text}\u{1b}[${off}m` : text);
  return { bold: code(1, 22), dim: code(2, 22), red: code(31, 39), green: code(32, 39), yellow: code(33, 39), cyan: code(36, 39) };
}
