import type { Tokens } from "./tokens.ts";

/** `| coalesce()`: puts all sets of a trace together again. */
export interface Coalesce {
  readonly type: "coalesce";
}

/** Takes the stage. @throws TraceQLError */
export function takeCoalesce(tokens: Tokens): Coalesce {
  tokens.next();
  tokens.expectSymbol("(");
  tokens.close(")", '")"');
  return tokens.node({ type: "coalesce" });
}

/** The stage as the language writes it. */
export function printCoalesce(): string {
  return "coalesce()";
}
