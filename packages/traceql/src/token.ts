/** Where an attribute is looked for; `any`: on the span, and if it is not there, on the resource. */
export type AttributeScope = "any" | "span" | "resource" | "event" | "link" | "instrumentation" | "parent";

/**
 * A piece of a query. `text` is what was written, `offset` where it begins.
 *
 * `word` is a keyword or an intrinsic (`name`, `error`, `span:name`); `attribute` has its scope and key apart.
 */
export type Token = { readonly text: string; readonly offset: number } & (
  | { readonly type: "symbol" }
  | { readonly type: "word" }
  | { readonly type: "end" }
  | { readonly type: "attribute"; readonly scope: AttributeScope; readonly key: string }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "int" | "duration"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
);

export type TokenType = Token["type"];

/** How a token is named in an error. */
export function describe(token: Token): string {
  if (token.type === "end") return "the end of the query";
  const text = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
  return token.type === "string" ? text : `"${text}"`;
}
