import type { ComparisonOperator } from "@throughline/traceql";
import { arrayComparison, elementComparison } from "./array-comparison.ts";
import { both, type Condition, either, NONE, onSpan, type Operand, type Row } from "./operand.ts";
import { scalarComparison } from "./scalar-comparison.ts";

/** Longest SQL of one comparison: of more, all that is asked is that both sides are there. */
const MAX_LENGTH = 16_000;

/** Condition that two sides compare so, each given by the places in which it is looked for: the first in which it is there counts. */
export function comparison(row: Row, lefts: readonly Operand[], operator: ComparisonOperator, rights: readonly Operand[]): Condition {
  const vague: Condition = { sql: both(presence(row, lefts).sql, presence(row, rights).sql), isExact: false };
  if (lefts.length > 1 && rights.length > 1) return vague;
  const cases = lefts.flatMap((left) =>
    rights.map((right) => ({
      when: both(isThere(row, left), isThere(row, right)),
      condition: placedComparison(row, left, operator, right),
    })),
  );
  const last = cases.at(-1);
  if (!last) return NONE;
  const before = cases.slice(0, -1).flatMap(({ when, condition }) => [when, condition.sql]);
  const sql = before.length === 0 ? last.condition.sql : `multiIf(${[...before, last.condition.sql].join(", ")})`;
  return sql.length > MAX_LENGTH ? vague : { sql, isExact: cases.every(({ condition }) => condition.isExact) };
}

/** Condition that a field is there, in any of the places in which it is looked for. */
export function presence(row: Row, operands: readonly Operand[]): Condition {
  return {
    sql: either(...operands.map((operand) => isThere(row, operand))),
    isExact: operands.every(({ isUnknown, place }) => !isUnknown && place !== "trace"),
  };
}

function isThere(row: Row, { place, isThere: condition }: Operand): string {
  return onSpan(row, place, condition);
}

/** What lies on the rows of two tables, or nowhere that SQL knows, is compared later: here both must be there. */
function placedComparison(row: Row, left: Operand, operator: ComparisonOperator, right: Operand): Condition {
  const places = new Set([left.place, right.place].filter((place) => place !== "none"));
  if (left.isUnknown || right.isUnknown || places.size > 1) return { sql: both(isThere(row, left), isThere(row, right)), isExact: false };
  const [place = "none"] = places;
  return { sql: onSpan(row, place, valuesComparison(row, left, operator, right)), isExact: place !== "trace" };
}

/** Of several values on a side, some compares so. */
function valuesComparison(row: Row, left: Operand, operator: ComparisonOperator, right: Operand): string {
  if (left.several) return left.several.some((one) => valuesComparison(row, one, operator, right));
  if (right.several) return right.several.some((one) => valuesComparison(row, left, operator, one));
  return either(
    scalarComparison(left, operator, right),
    ...(left.array ? [elementComparison(row, left.array, operator, (element, asked) => scalarComparison(element, asked, right))] : []),
    ...(right.array ? [elementComparison(row, right.array, operator, (element, asked) => scalarComparison(left, asked, element))] : []),
    ...(left.array && right.array ? [arrayComparison(row, left.array, operator, right.array)] : []),
  );
}
