/** What a terminal would colour by: ECMA-48's "select graphic rendition". */
// oxlint-disable-next-line no-control-regex
const COLOUR = /\u001b\[[\d;:]*m/g;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/** Signs that turn the direction of what follows, or cannot be seen at all. */
const UNSEEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** A text for people, as plain signs: a terminal's colours are gone, other control characters are seen (`␛`), and so are those that turn the direction (`⟨U+202E⟩`). */
export function plainText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(COLOUR, "")
    .replaceAll(CONTROL, (sign) => (sign === "\u007f" ? "␡" : String.fromCharCode(0x2400 + sign.charCodeAt(0))))
    .replaceAll(UNSEEN, (sign) => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
