import type { Parameters } from "../statement.ts";

const BEYOND_ASCII = /[\u0080-\u{10ffff}]/u;
const SEPARATORS = /[^A-Za-z0-9\u0080-\u{10ffff}]+/u;

/** The words of a text as the index on the body tells them apart: runs of letters and digits; all that is not ASCII counts as a letter. */
function wordsOf(text: string): string[] {
  return text.split(SEPARATORS);
}

/** Condition that the body has all words of the text, whole, whatever their case, and the text itself where it is more than a word. */
export function wordCondition(parameters: Parameters, text: string): string {
  const words = wordsOf(text).filter((word) => word !== "");
  if (words.length === 0) return phraseCondition(parameters, text);
  const whole = words.map((word) => wholeWord(parameters, word)).join(" AND ");
  return words.length === 1 && words[0] === text ? whole : `${whole} AND ${anywhere(parameters, text)}`;
}

/** Condition that the text is anywhere in the body, whatever its case. Words in its midst are whole, and the index knows those. */
export function phraseCondition(parameters: Parameters, text: string): string {
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
