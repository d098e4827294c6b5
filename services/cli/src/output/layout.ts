/** How wide text is where it does not go to a terminal. */
const PLAIN_WIDTH = 120;

/** In characters. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.max(60, stream.columns || 80) : PLAIN_WIDTH;
}

/** A text of at most `width` characters; one that is cut ends with `…`. */
export function cut(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length > width ? `${characters.slice(0, Math.max(0, width - 1)).join("")}…` : text;
}

/** A text of exactly `width` characters. */
export function fit(text: string, width: number): string {
  const short = cut(text, width);
  return short + " ".repeat(Math.max(0, width - Array.from(short).length));
}
