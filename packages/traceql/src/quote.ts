/** Strings of the language: `"…"` with Go's escapes, or `` `…` `` as it stands. */

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** Text that begins after a backslash: what it stands for and how long it is; `undefined` where it is no escape. */
export function unescape(text: string): { readonly value: string; readonly length: number } | undefined {
  const simple = ESCAPES[text[0] ?? ""];
  if (simple !== undefined) return { value: simple, length: 1 };
  const coded = /^(?:x([0-7][\da-f])|u([\da-f]{4})|U([\da-f]{8}))/i.exec(text);
  if (!coded) return undefined;
  const code = Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? "", 16);
  return code > 0x10ffff ? undefined : { value: String.fromCodePoint(code), length: coded[0].length };
}

/** A string as the language writes it. */
export function quote(value: string): string {
  // JSON writes the same text for all but the two control characters that Go knows by other names.
  return JSON.stringify(value).replaceAll("\\u007f", "\x7f");
}
