import { AGGREGATES, INTRINSICS, type Token, tokenize } from "@throughline/traceql";

export type PieceKind = "space" | "symbol" | "keyword" | "field" | "string" | "number" | "value";

/** A piece of a query's text, and how it is coloured. */
export interface Piece {
  readonly text: string;
  readonly kind: PieceKind;
}

const KEYWORDS: ReadonlySet<string> = new Set([...AGGREGATES, "by", "coalesce", "select", "with"]);

/** The text of a query in pieces, all of it: be it right or wrong, they put together are the text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const add = (until: number, kind: PieceKind) => {
    if (until > at) pieces.push({ text: text.slice(at, until), kind });
    at = Math.max(at, until);
  };
  for (const token of tokenize(text, () => {})) {
    add(token.offset, "space");
    add(token.offset + token.text.length, kindOf(token));
  }
  return pieces;
}

function kindOf(token: Token): PieceKind {
  switch (token.type) {
    case "symbol":
      return "symbol";
    case "attribute":
      return "field";
    case "string":
      return "string";
    case "word":
      if (Object.hasOwn(INTRINSICS, token.text) || token.text.includes(":")) return "field";
      return KEYWORDS.has(token.text) || token.text.includes("_") || token.text === "rate" ? "keyword" : "value";
    case "end":
      return "space";
    default:
      return "number";
  }
}
