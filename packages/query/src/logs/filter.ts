import { LogFilterError } from "./error.ts";
import { SEVERITY_FORMAT, severityRange } from "./severity.ts";

export const LOG_OPERATORS = ["!=", ">=", "<=", "=", ">", "<"] as const;
export type LogOperator = (typeof LOG_OPERATORS)[number];

/** `word`: a whole word of the body, whatever its case · `phrase`: anywhere in the body, whatever its case · `field`: `key=value`. */
export type LogTerm = { readonly negated: boolean } & (
  | { readonly type: "word" | "phrase"; readonly text: string }
  | { readonly type: "field"; readonly key: string; readonly operator: LogOperator; readonly value: string }
);

const SPACE = /\s*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const BARE = /[^\s"=<>!]+/y;
const OPERATOR = /\s*(!=|>=|<=|=|>|<)\s*/y;
const VALUE = /[^\s"]+/y;

/** Words that mean something in other languages of this kind, and that one may type here in vain. */
const NOT_YET: ReadonlySet<string> = new Set(["OR", "AND", "NOT"]);

/**
 * Reads a log filter: words, "phrases" and `key=value` (also `!= > >= < <=`) with spaces between, all of which must hold; `-`
 * in front of one negates it. In quotes, `\"` and `\\` stand for `"` and `\`.
 * @throws LogFilterError that names what it did not understand.
 */
export function parseLogFilter(text: string): readonly LogTerm[] {
  const terms: LogTerm[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  for (;;) {
    take(SPACE);
    if (at >= text.length) return Object.freeze(terms);
    const start = at;
    const negated = text[at] === "-" && /\S/.test(text[at + 1] ?? " ");
    if (negated) at++;
    const quoted = take(QUOTED);
    const name = quoted ? unquote(quoted[1] ?? "") : take(BARE)?.[0];
    if (name === undefined)
      throw new LogFilterError(
        text[at] === '"' ? "text in quotes without an end" : `nothing to compare in front of "${rest(text, at)}"`,
        at,
      );
    const operator = take(OPERATOR)?.[1] as LogOperator | undefined;
    if (operator === undefined) terms.push(textTerm(name, quoted !== null, negated, start));
    else {
      const valueAt = at;
      const quotedValue = take(QUOTED);
      const value = quotedValue ? unquote(quotedValue[1] ?? "") : take(VALUE)?.[0];
      if (value === undefined)
        throw new LogFilterError(
          text[at] === '"'
            ? "text in quotes without an end"
            : `expected a value after "${text.slice(start, valueAt).trim()}" (the empty text is "")`,
          at,
        );
      terms.push(fieldTerm(name, operator, value, quotedValue !== null, negated, valueAt));
    }
    if (at < text.length && /\S/.test(text[at] ?? "")) throw new LogFilterError(`expected a space before "${rest(text, at)}"`, at);
  }
}

function textTerm(text: string, isQuoted: boolean, negated: boolean, offset: number): LogTerm {
  if (!isQuoted) {
    if (NOT_YET.has(text))
      throw new LogFilterError(
        `${text} is not supported yet: all terms must hold, "-" in front of one negates it; to search for the word, put it in quotes`,
        offset,
      );
    refuseUnquoted(text, offset);
  }
  if (text === "") throw new LogFilterError("empty text is in every record", offset);
  return Object.freeze({ type: isQuoted ? "phrase" : "word", text, negated });
}

function fieldTerm(key: string, operator: LogOperator, value: string, isQuoted: boolean, negated: boolean, offset: number): LogTerm {
  if (!isQuoted) refuseUnquoted(value, offset);
  if (key === "severity" && !severityRange(value))
    throw new LogFilterError(`severity "${value}" is none: accepted are ${SEVERITY_FORMAT}`, offset);
  if (
    key !== "severity" &&
    isOrder(operator) &&
    (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value) || !Number.isFinite(Number(value)))
  )
    throw new LogFilterError(`${operator} compares numbers, and "${value}" is none`, offset);
  return Object.freeze({ type: "field", key, operator, value, negated });
}

/** Signs that other languages of this kind give a meaning. */
function refuseUnquoted(text: string, offset: number): void {
  if (text.includes("*"))
    throw new LogFilterError(`the wildcard in "${text}" is not supported yet; to search for it as text, put it in quotes`, offset);
  if (/^[()|]|^~/.test(text)) throw new LogFilterError(`"${text}" is not understood; to search for it as text, put it in quotes`, offset);
}

/** Whether the operator asks which is larger. */
export function isOrder(operator: LogOperator): boolean {
  return operator !== "=" && operator !== "!=";
}

function unquote(text: string): string {
  return text.replaceAll(/\\(.)/gs, "$1");
}

function rest(text: string, at: number): string {
  return text.length - at > 20 ? `${text.slice(at, at + 20)}…` : text.slice(at);
}
