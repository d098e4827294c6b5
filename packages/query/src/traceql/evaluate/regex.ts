import { RE2JS, RE2JSException } from "re2js";

/** A regular expression of a query is no RE2. */
export class RegexError extends Error {
  override readonly name = "RegexError";
}

/** Tells whether a text matches an RE2 pattern as a whole, in a time that grows with the text only. @throws RegexError */
export function wholeMatcher(pattern: string): (text: string) => boolean {
  const regex = compile(pattern);
  return (text) => regex.testExact(text);
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new RegexError(`a regular expression is not RE2: ${error.message.replace(/^error parsing regexp: /, "")}`);
  }
}
