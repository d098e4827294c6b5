import { takeNumber } from "./literal.ts";
import type { Tokens } from "./tokens.ts";

/** Takes a number that has no unit. @throws TraceQLError */
export function expectPlainNumber(tokens: Tokens, what = "a number"): number {
  const { node: literal, at, text } = tokens.taken(() => takeNumber(tokens));
  if (!literal) throw tokens.expected(what);
  if (literal.type === "duration") throw tokens.typeError(`expected ${what}, found "${text}" (durations are numbers of seconds here)`, at);
  return Number(literal.value);
}

/** Takes a whole number. @throws TraceQLError for one out of the range. */
export function expectWhole(tokens: Tokens, what: string, min: bigint, max: bigint): bigint {
  const { node: literal, at, text } = tokens.taken(() => takeNumber(tokens));
  if (literal?.type !== "int") throw literal ? tokens.typeError(`expected ${what}, found "${text}"`, at) : tokens.expected(what);
  if (literal.value < min || literal.value > max) throw tokens.typeError(`expected ${what}, found "${text}"`, at);
  return literal.value;
}

/** The number as the language writes it. */
export function printPlainNumber(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}
