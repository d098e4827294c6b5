import type { Parameters } from "../statement.ts";
import type { Reader, Written } from "./reader.ts";

/** `word`: whole words of the body, whatever their case · `phrase`: anywhere in the body, whatever its case. */
export interface TextTerm {
  readonly type: "word" | "phrase";
  readonly text: string;
}

/** @throws LogFilterError for what other languages of this kind give a meaning, and for empty text. */
export function textTerm(reader: Reader, { text, isQuoted, offset }: Written): TextTerm {
  if (text === "") throw reader.error("empty text is in every record", offset);
  if (isQuoted) return Object.freeze({ type: "phrase", text });
  if (text.includes("*"))
    throw reader.error(
      `the wildcard in "${text}" is not understood: body=~".*time.*out.*" is a regular expression for the whole body; to search for it as text, put it in quotes`,
      offset,
    );
  if (/^(?:[|&]+$|!)/.test(text))
    throw reader.error(
      `"${text}" is not understood: OR is between alternatives, NOT or - in front negates; to search for it as text, put it in quotes`,
      offset,
    );
  return Object.freeze({ type: "word", text });
}

/** Condition on a row of `logs`. */
export function textTermCondition(parameters: Parameters, { type, text }: TextTerm): string {
  return type === "word" ? wordCondition(parameters, text) : phraseCondition(parameters, text);
}

/** Whether the index on the body's words tells where such records are. */
export function isTextIndexed({ type, text }: TextTerm): boolean {
  const words = type === "word" ? wordsOf(text) : wordsOf(text).slice(1, -1);
  return words.some((word) => word !== "" && !BEYOND_ASCII.test(word));
}

/** Whether one of the words that the index knows looks like an ID, long and with digits: it is in few records, as far as one can tell. */
export function hasId(term: TextTerm): boolean {
  return isTextIndexed(term) && wordsOf(term.text).some((word) => ID.test(word));
}

const ID = /^(?=.*\d.*\d)[^]{8,}$/;
const BEYOND_ASCII = /[\u0080-\u{10ffff}]/u;
const SEPARATORS = /[^A-Za-z0-9\u0080-\u{10ffff}]+/u;

/** The words of a text as the index on the body tells them apart: runs of letters and digits; all that is not ASCII counts as a letter. */
function wordsOf(text: string): string[] {
  return text.split(SEPARATORS);
}

/** The body has all words of the text, whole, and the text itself where it is more than a word. */
function wordCondition(parameters: Parameters, text: string): string {
  const words = wordsOf(text).filter((word) => word !== "");
  if (words.length === 0) return phraseCondition(parameters, text);
  const whole = words.map((word) => wholeWord(parameters, word)).join(" AND ");
  return words.length === 1 && words[0] === text ? whole : `${whole} AND ${anywhere(parameters, text)}`;
}

/** The text is anywhere in the body. Words in its midst are whole, and the index knows those. */
function phraseCondition(parameters: Parameters, text: string): string {
  const inner = wordsOf(text)
    .slice(1, -1)
    .filter((word) => word !== "" && !BEYOND_ASCII.test(word));
  return [...inner.map((word) => wholeWord(parameters, word)), anywhere(parameters, text)].join(" AND ");
}

function wholeWord(parameters: Parameters, word: string): string {
  // The index folds the case of ASCII only.
  if (!BEYOND_ASCII.test(word)) return `hasAllTokens(body, ${parameters.bind("String", word)})`;
  return `has(tokens(lowerUTF8(body), 'splitByNonAlpha'), ${parameters.bind("String", word.toLowerCase())})`;
}

function anywhere(parameters: Parameters, text: string): string {
  return `positionCaseInsensitiveUTF8(body, ${parameters.bind("String", text)}) > 0`;
}
