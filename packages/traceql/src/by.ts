import { type FieldExpression, printFieldExpression, takeFieldExpression } from "./field-expression.ts";
import { takeList } from "./list.ts";
import type { Tokens } from "./tokens.ts";

/** `| by(a, b)`: one set for the spans of each combination of values. */
export interface By {
  readonly type: "by";
  readonly expressions: readonly FieldExpression[];
}

/** Takes the stage. @throws TraceQLError */
export function takeBy(tokens: Tokens): By {
  tokens.next();
  const expressions = takeList(tokens, () => takeFieldExpression(tokens).node);
  return tokens.node({ type: "by", expressions }, ...expressions);
}

/** The stage as the language writes it. */
export function printBy({ expressions }: By): string {
  return `by(${expressions.map(printFieldExpression).join(", ")})`;
}
