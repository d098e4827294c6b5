/** What a terminal takes for commands, and what turns the direction of text: others' texts must not move the cursor or look like something else. */
const CONTROL = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A text in one line, with control characters as escapes: `\n`, `\x1b`. */
export function printable(text: string): string {
  return text.replace(CONTROL, escape);
}

function escape(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
}
