import { VALUE_TYPES } from "@throughline/schema";

/** Stands among the letters for the few words that an intrinsic can be, such as a status. */
export const KEYWORD = "w";

/** Types of attributes in the words of TraceQL, as far as it has one, by letter. */
const WORDS: Readonly<Record<string, string>> = {
  [VALUE_TYPES.string]: "string",
  [VALUE_TYPES.bool]: "bool",
  [VALUE_TYPES.int]: "int",
  [VALUE_TYPES.double]: "float",
  [VALUE_TYPES.bytes]: "bytes",
  [VALUE_TYPES.array]: "array",
  [VALUE_TYPES.kvlist]: "kvlist",
  [KEYWORD]: "keyword",
};

/** Letters of the types whose values are one text, which can be asked for. */
export const LISTED_LETTERS = `('s', 'b', 'i', 'd', '${KEYWORD}')`;

/** Words for the letters, without those of attributes that have no value. */
export function typeWords(letters: Iterable<string>): string[] {
  return [...new Set(letters)].flatMap((letter) => WORDS[letter] ?? []).toSorted();
}
