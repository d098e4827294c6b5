import { takeList } from "./list.ts";
import { type Literal, printLiteral, takeLiteral } from "./literal.ts";
import { suggestion } from "./nearest.ts";
import { inQuotes } from "./token.ts";
import type { Tokens } from "./tokens.ts";

/** `with (most_recent=true)`: how to answer, not what. */
export interface Hint {
  readonly name: string;
  readonly value: Literal;
}

/** What each hint takes. */
const HINTS: Readonly<Record<string, { types: readonly Literal["type"][]; words: string }>> = {
  most_recent: { types: ["bool"], words: "true or false" },
  sample: { types: ["bool", "float", "int"], words: "true, false or a share such as 0.1" },
  span_sample: { types: ["bool", "float", "int"], words: "true, false or a share such as 0.1" },
  trace_sample: { types: ["bool", "float", "int"], words: "true, false or a share such as 0.1" },
  exemplars: { types: ["bool", "int"], words: "true, false or a number of exemplars" },
  extrapolate: { types: ["bool"], words: "true or false" },
};

const NONE: readonly Hint[] = Object.freeze([]);

/** Takes the hints if there are any here. @throws TraceQLError */
export function takeHints(tokens: Tokens): readonly Hint[] {
  if (!tokens.takeWord("with")) return NONE;
  const names = new Set<string>();
  return takeList(tokens, () => {
    const at = tokens.current;
    const hint = takeHint(tokens);
    if (names.has(hint.name)) throw tokens.syntaxError(`the hint "${hint.name}" is given twice`, at);
    names.add(hint.name);
    return hint;
  });
}

function takeHint(tokens: Tokens): Hint {
  const name = tokens.current;
  tokens.wish("word", Object.keys(HINTS));
  const accepted = name.type === "word" && Object.hasOwn(HINTS, name.text) ? HINTS[name.text] : undefined;
  if (!accepted) {
    const names = Object.keys(HINTS);
    throw tokens.expected(`one of the hints ${names.join(", ")}`, suggestion(name.text, names));
  }
  tokens.next();
  tokens.expectSymbol("=");
  if (accepted.types.includes("bool")) tokens.wish("value", ["true", "false"]);
  const { node: value, at, text } = tokens.taken(() => takeLiteral(tokens));
  if (!value) throw tokens.expected(accepted.words);
  if (!accepted.types.includes(value.type))
    tokens.report(tokens.typeError(`${name.text} takes ${accepted.words}, not ${inQuotes(text)}`, at));
  return Object.freeze({ name: name.text, value });
}

/** The hints as the language writes them, behind the query. */
export function printHints(hints: readonly Hint[]): string {
  return hints.length === 0 ? "" : ` with (${hints.map(({ name, value }) => `${name}=${printLiteral(value)}`).join(", ")})`;
}
