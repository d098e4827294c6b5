import { expectPlainNumber, printPlainNumber } from "./number.ts";
import type { Tokens } from "./tokens.ts";

/** Takes `, .5, .99 …`, at least one. @throws TraceQLError */
export function takeQuantiles(tokens: Tokens): readonly number[] {
  const quantiles: number[] = [];
  do {
    tokens.expectSymbol(",");
    quantiles.push(takeQuantile(tokens));
  } while (tokens.isSymbol(","));
  return Object.freeze(quantiles);
}

function takeQuantile(tokens: Tokens): number {
  const { node: quantile, at, text } = tokens.taken(() => expectPlainNumber(tokens, "a quantile from 0 to 1"));
  if (quantile < 0 || quantile > 1) tokens.report(tokens.typeError(`expected a quantile from 0 to 1, found "${text}"`, at));
  return quantile;
}

/** The quantiles as the language writes them, behind the field. */
export function printQuantiles(quantiles: readonly number[]): string {
  return quantiles.map((quantile) => `, ${printPlainNumber(quantile)}`).join("");
}
