import { type FieldExpression, printFieldExpression, takeFieldExpression } from "./field-expression.ts";
import type { Tokens } from "./tokens.ts";
import { checkNumber } from "./type.ts";

export const AGGREGATES = ["count", "avg", "min", "max", "sum"] as const;

/** A number of all spans of a set: how many they are, or of a value of each. */
export interface Aggregate {
  readonly type: "aggregate";
  readonly name: (typeof AGGREGATES)[number];
  /** `undefined` for `count()`. */
  readonly of: FieldExpression | undefined;
}

/** Takes an aggregate, whose name is next. @throws TraceQLError */
export function takeAggregate(tokens: Tokens): Aggregate {
  const name = tokens.next().text as Aggregate["name"];
  tokens.expectSymbol("(");
  if (name === "count") {
    tokens.close(")", '")": count() counts spans and takes nothing');
    return tokens.node({ type: "aggregate", name, of: undefined });
  }
  const of = takeFieldExpression(tokens);
  checkNumber(tokens, of, `${name}()`);
  tokens.close(")", 'an operator or ")"');
  return tokens.node({ type: "aggregate", name, of: of.node }, of.node);
}

/** The aggregate as the language writes it. */
export function printAggregate({ name, of }: Aggregate): string {
  return `${name}(${of ? printFieldExpression(of) : ""})`;
}
