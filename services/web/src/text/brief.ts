import { plainText } from "./plain-text.ts";

const MOST = 240;

/** A name or a message from outside, in a line of the page: as plain signs, and not longer than can be read there. */
export function brief(text: string, most = MOST): string {
  return plainText(text.length > most ? `${text.slice(0, most)}…` : text);
}
