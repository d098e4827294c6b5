import { type FieldExpression, printFieldExpression, takeFieldExpression } from "./field-expression.ts";
import type { Tokens } from "./tokens.ts";

/** `{ condition }`: the spans of a trace of which it is true; `{}`: all of them. */
export interface SpansetFilter {
  readonly type: "spanset-filter";
  readonly condition: FieldExpression | undefined;
}

/** Takes a spanset filter. @throws TraceQLError */
export function takeSpansetFilter(tokens: Tokens): SpansetFilter {
  if (!tokens.takeSymbol("{")) throw tokens.expected('"{"');
  const condition = tokens.isSymbol("}") ? undefined : takeFieldExpression(tokens);
  if (!tokens.takeSymbol("}")) throw tokens.expected('"&&" or "}"');
  return Object.freeze({ type: "spanset-filter", condition });
}

/** The filter as the language writes it. */
export function printSpansetFilter({ condition }: SpansetFilter): string {
  return condition ? `{ ${printFieldExpression(condition)} }` : "{}";
}
