import { printFloat, takeNumber } from "./literal.ts";
import type { Tokens } from "./tokens.ts";

const NANOS_PER_SECOND = 1e9;

/** Takes a number as those of series are: durations are seconds. @throws TraceQLError */
export function expectSeriesNumber(tokens: Tokens): number {
  const literal = takeNumber(tokens);
  if (!literal) throw tokens.expected("a number");
  return literal.type === "duration" ? Number(literal.value) / NANOS_PER_SECOND : Number(literal.value);
}

/** Takes a number that has no unit. @throws TraceQLError */
export function expectPlainNumber(tokens: Tokens, what: string): number {
  const { node: literal, at, text } = tokens.taken(() => takeNumber(tokens));
  if (!literal) throw tokens.expected(what);
  if (literal.type === "duration") throw tokens.typeError(`expected ${what}, found "${text}"`, at);
  return Number(literal.value);
}

/** Takes a whole number. @throws TraceQLError for one out of the range. */
export function expectWhole(tokens: Tokens, what: string, min: bigint, max: bigint): bigint {
  const { node: literal, at, text } = tokens.taken(() => takeNumber(tokens));
  if (literal?.type !== "int") throw literal ? tokens.typeError(`expected ${what}, found "${text}"`, at) : tokens.expected(what);
  if (literal.value < min || literal.value > max) tokens.report(tokens.typeError(`expected ${what}, found "${text}"`, at));
  return literal.value;
}

/** The number as the language writes it. */
export function printPlainNumber(value: number): string {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : printFloat(value);
}
