import type { ArithmeticOperator } from "@throughline/traceql";
import { both, either, neither, type Operand, type Scalar } from "./operand.ts";

/** What ClickHouse calculates as the evaluator does; its `%` of doubles and its powers differ. */
const CALCULATED: ReadonlySet<ArithmeticOperator> = new Set<ArithmeticOperator>(["+", "-", "*", "/"]);

/**
 * `left operator right` of numbers: of two integers an integer where it fits into 64 bits, else a double. `undefined` where SQL cannot tell.
 * `dividesExactly`: a quotient of integers keeps its fraction.
 */
export function calculated(
  lefts: readonly Operand[],
  operator: ArithmeticOperator,
  rights: readonly Operand[],
  dividesExactly: boolean,
): Operand | undefined {
  const [left, right] = [single(lefts), single(rights)];
  if (!CALCULATED.has(operator) || !left || !right) return undefined;
  const places = new Set([left.place, right.place].filter((place) => place !== "none"));
  const [place = "none"] = places;
  if (places.size > 1) return undefined;
  const integers = integersOf(left, right);
  const doubles = both(isNumber(left), isNumber(right));
  const double = `(${toDouble(left)} ${operator} ${toDouble(right)})`;
  if (!integers || (operator === "/" && dividesExactly)) return numbers(place, undefined, { is: doubles, value: double });
  const [is, a, b] = integers;
  const [exact, isDefined] = operator === "/" ? [`intDivOrZero(${a}, ${b})`, `${b} != 0`] : [`(${a} ${operator} ${b})`, "true"];
  const integer = fitting(both(is, isDefined), exact);
  const isDouble = both(doubles, neither(integer.is), either(neither(is), isDefined));
  return numbers(place, integer, { is: isDouble, value: `if(${is}, toFloat64(${exact}), ${double})` });
}

/** `-operand`. */
export function negated(operands: readonly Operand[]): Operand | undefined {
  const operand = single(operands);
  if (!operand) return undefined;
  const { place, scalars } = operand;
  const [i, d] = [scalars.get("i"), scalars.get("d")];
  const integer = i && fitting(i.is, `-toInt128(${i.value})`);
  const double = d && { is: d.is, value: `-(${d.value})` };
  const beyond = i && integer && { is: both(i.is, neither(integer.is)), value: `-toFloat64(${i.value})` };
  const doubles =
    double && beyond
      ? { is: either(double.is, beyond.is), value: `if(${double.is}, ${double.value}, ${beyond.value})` }
      : (double ?? beyond);
  return numbers(place, integer, doubles);
}

/** Longest SQL of a number that is calculated with: each calculation has it several times. */
const MAX_LENGTH = 2_000;

/** The operand if it is one value, of which a row tells type and text. */
function single(operands: readonly Operand[]): Operand | undefined {
  const [operand, ...others] = operands;
  if (!operand || others.length > 0 || operand.isUnknown || operand.several || operand.place === "trace") return undefined;
  const length = [...operand.scalars.values()].reduce((sum, { is, value }) => sum + is.length + value.length, 0);
  return length > MAX_LENGTH ? undefined : operand;
}

function numbers(place: Operand["place"], integer: Scalar | undefined, double: Scalar | undefined): Operand {
  return {
    place,
    isThere: either(integer?.is ?? "false", double?.is ?? "false"),
    scalars: new Map([...(integer ? [["i", integer] as const] : []), ...(double ? [["d", double] as const] : [])]),
  };
}

/** Condition that both are integers, and these, wide enough for any result. */
function integersOf(left: Operand, right: Operand): readonly [is: string, a: string, b: string] | undefined {
  const [a, b] = [left.scalars.get("i"), right.scalars.get("i")];
  return a && b && [both(a.is, b.is), `toInt128(${a.value})`, `toInt128(${b.value})`];
}

/** An integer where it fits into 64 bits. */
function fitting(is: string, value: string): Scalar {
  return { is: both(is, `${value} BETWEEN -9223372036854775808 AND 9223372036854775807`), value: `toInt64(${value})` };
}

function isNumber({ scalars }: Operand): string {
  return either(scalars.get("i")?.is ?? "false", scalars.get("d")?.is ?? "false");
}

function toDouble({ scalars }: Operand): string {
  const [i, d] = [scalars.get("i"), scalars.get("d")];
  if (!i || !d) return i ? `toFloat64(${i.value})` : (d?.value ?? "0");
  return `if(${i.is}, toFloat64(${i.value}), ${d.value})`;
}
