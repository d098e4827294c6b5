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

interface Accepted {
  readonly number?: "share" | "count";
  readonly words: string;
}

const SWITCH: Accepted = { words: "true or false" };
const SHARE: Accepted = { number: "share", words: "true, false or a share such as 0.1" };

/** What each hint takes: `true` or `false`, or a number. */
const HINTS: Readonly<Record<string, Accepted>> = {
  most_recent: SWITCH,
  sample: SHARE,
  span_sample: SHARE,
  trace_sample: SHARE,
  exemplars: { number: "count", words: "true, false or a number of exemplars" },
  extrapolate: SWITCH,
};

const NAMES = Object.keys(HINTS);
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
  tokens.wish("word", NAMES);
  const accepted = name.type === "word" && Object.hasOwn(HINTS, name.text) ? HINTS[name.text] : undefined;
  if (!accepted) throw tokens.expected(`one of the hints ${NAMES.join(", ")}`, suggestion(name.text, NAMES));
  tokens.next();
  tokens.expectSymbol("=");
  tokens.wish("value", ["true", "false"]);
  const { node: value, at, text } = tokens.taken(() => takeLiteral(tokens));
  if (!value) throw tokens.expected(accepted.words);
  if (!isAccepted(value, accepted)) tokens.report(tokens.typeError(`${name.text} takes ${accepted.words}, not ${inQuotes(text)}`, at));
  return Object.freeze({ name: name.text, value });
}

function isAccepted(literal: Literal, { number }: Accepted): boolean {
  if (literal.type === "bool") return true;
  if (number === "count") return literal.type === "int" && literal.value >= 0n;
  return number === "share" && (literal.type === "float" || literal.type === "int") && literal.value > 0 && literal.value <= 1;
}

/** The hints as the language writes them, behind the query. */
export function printHints(hints: readonly Hint[]): string {
  return hints.length === 0 ? "" : ` with (${hints.map(({ name, value }) => `${name}=${printLiteral(value)}`).join(", ")})`;
}
