import type { Aggregate } from "@throughline/traceql";
import { isNumber } from "./scalar-comparison.ts";
import { compileExpression } from "./expression.ts";
import { type Operand, Several } from "./operand.ts";
import type { Subset } from "./subset.ts";
import type { TraceView } from "./trace-view.ts";

export type ReadScalar = (subset: Subset, view: TraceView) => bigint | number | undefined;
type Numbers = readonly (bigint | number)[];

/** `count()`, and `avg`, `min`, `max` and `sum` of the numbers that the spans have: nothing, if they have none. */
export function compileAggregate({ name, of }: Aggregate): ReadScalar {
  if (name === "count" || of === undefined) return (subset) => BigInt(subset.indexes.length);
  const read = compileExpression(of);
  return (subset, view) => {
    const numbers = subset.indexes.flatMap((index) => {
      const span = view.trace.spans[index];
      return span ? numbersIn(read(span, view)) : [];
    });
    return numbers.length === 0 ? undefined : AGGREGATES[name](numbers);
  };
}

const AGGREGATES: Readonly<Record<"avg" | "min" | "max" | "sum", (numbers: Numbers) => bigint | number>> = {
  avg: (numbers) => quotient(sum(numbers), numbers.length),
  min: (numbers) => numbers.reduce((least, each) => (each < least ? each : least)),
  max: (numbers) => numbers.reduce((greatest, each) => (each > greatest ? each : greatest)),
  sum,
};

/** The numbers that an operand has, but for NaN. */
export function numbersIn(operand: Operand): Numbers {
  if (operand instanceof Several) return operand.values.filter(isReal);
  return isReal(operand) ? [operand] : [];
}

/** NaN is no number that can be compared. */
function isReal(value: unknown): value is bigint | number {
  return isNumber(value) && !Number.isNaN(value);
}

/** Integers are added exactly. */
function sum(numbers: Numbers): bigint | number {
  let integers = 0n;
  let doubles = 0;
  let areIntegers = true;
  for (const each of numbers) {
    if (typeof each === "bigint") integers += each;
    else {
      doubles += each;
      areIntegers = false;
    }
  }
  return areIntegers ? integers : Number(integers) + doubles;
}

function quotient(total: bigint | number, count: number): bigint | number {
  if (typeof total === "number") return total / count;
  return total % BigInt(count) === 0n ? total / BigInt(count) : Number(total) / count;
}
