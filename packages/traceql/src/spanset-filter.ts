import { type FieldExpression, printFieldExpression, takeFieldExpression } from "./field-expression.ts";
import type { Tokens } from "./tokens.ts";
import { checkCondition } from "./type.ts";

/** `{ condition }`: the spans of a trace of which it is true; `{}`: all of them. */
export interface SpansetFilter {
  readonly type: "spanset-filter";
  readonly condition: FieldExpression | undefined;
}

const SPELLED_OUT: ReadonlyMap<string, string> = new Map([
  ["and", 'did you mean "&&"?'],
  ["or", 'did you mean "||"?'],
]);

/** Takes a spanset filter. @throws TraceQLError */
export function takeSpansetFilter(tokens: Tokens): SpansetFilter {
  tokens.expectSymbol("{");
  if (tokens.takeSymbol("}")) return tokens.node({ type: "spanset-filter", condition: undefined });
  const condition = tokens.recovering(() => takeFieldExpression(tokens));
  tokens.close("}", 'an operator or "}"', SPELLED_OUT.get(tokens.current.text.toLowerCase()));
  if (!condition) return tokens.node({ type: "spanset-filter", condition: undefined });
  checkCondition(tokens, condition);
  return tokens.node({ type: "spanset-filter", condition: condition.node }, condition.node);
}

/** The filter as the language writes it. */
export function printSpansetFilter({ condition }: SpansetFilter): string {
  return condition ? `{ ${printFieldExpression(condition)} }` : "{}";
}
