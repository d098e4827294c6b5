import type { AttributeScope } from "./field.ts";

/**
 * A piece of a query. `text` is what was written, `offset` where it begins.
 *
 * `word` is a keyword or an intrinsic (`name`, `error`, `span:name`); `attribute` has its scope and key apart.
 */
export type Token = { readonly text: string; readonly offset: number } & (
  | { readonly type: "symbol" }
  | { readonly type: "word" }
  | { readonly type: "end" }
  | { readonly type: "attribute"; readonly scope: AttributeScope; readonly key: string; readonly ofParent: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "int" | "duration"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
);

export type TokenType = Token["type"];

/** How a token is named in an error. */
export function describe(token: Token): string {
  return token.type === "end" ? "the end of the query" : inQuotes(token.text);
}

const LONGEST = 40;

/** Text of a query as an error cites it. */
export function inQuotes(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return /^["`]/.test(text) ? short : `"${short}"`;
}
