import { nanosOfMillis } from "@throughline/model";
import type { FieldExpression, SpansetFilter } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { comparison } from "./sql/comparison.ts";
import { fieldOperands } from "./sql/field.ts";
import { implied } from "./sql/implied.ts";
import { literalOperand, patternOperand } from "./sql/literal.ts";
import { both, either, Row } from "./sql/operand.ts";
import { literalOnTheRight } from "./sql/swapped.ts";

const TEN_MINUTES = 600_000_000_000n;

/** What the table of rates tells of a span. */
interface Rate {
  readonly sql: string;
  /** Whether it names a service: such minutes are few, and quickly found. */
  readonly namesService: boolean;
}

/**
 * Condition that leaves only the ten minutes in which a service that the filter names was called at all (by that name of an
 * operation, of that kind, with an error, if it asks so): the table of rates knows. `undefined` where the filter names none, and for ten
 * minutes, which are read as soon as looked up.
 */
export function calledAtAll(parameters: Parameters, { condition }: SpansetFilter, range: TimeRange): string | undefined {
  const row = new Row(parameters);
  const rate = condition && implied<Rate>(condition, (part) => rateOf(row, part), allOf, anyOf);
  const now = nanosOfMillis(Date.now());
  const isShort = (range.to < now ? range.to : now) - range.from <= TEN_MINUTES;
  if (!rate?.namesService || isShort) return undefined;
  return `toStartOfTenMinutes(time) IN (SELECT toStartOfTenMinutes(minute) FROM red
    WHERE minute >= toStartOfMinute(${parameters.time(range.from)}) AND minute < ${parameters.time(range.to)}
      AND ${rate.sql})`;
}

function allOf(rates: readonly Rate[]): Rate {
  return { sql: both(...rates.map(({ sql }) => sql)), namesService: rates.some(({ namesService }) => namesService) };
}

function anyOf(rates: readonly Rate[]): Rate {
  return { sql: either(...rates.map(({ sql }) => sql)), namesService: rates.every(({ namesService }) => namesService) };
}

/** What the table has columns of. */
function rateOf(row: Row, expression: FieldExpression): Rate | undefined {
  if (expression.type !== "comparison") return undefined;
  const { left, operator, right } = literalOnTheRight(expression);
  if (right.type !== "literal" || (left.type !== "attribute" && left.type !== "intrinsic")) return undefined;
  if (left.type === "intrinsic" && left.name === "status")
    return operator === "=" && right.literal.type === "status" && right.literal.value === "error"
      ? { sql: "errors > 0", namesService: false }
      : undefined;
  const isService = left.type === "attribute" && left.scope === "resource" && left.key === "service.name" && !left.ofParent;
  const hasColumn = isService || (left.type === "intrinsic" && (left.name === "name" || left.name === "kind"));
  if (!hasColumn || right.literal.type === "nil") return undefined;
  const isPattern = operator === "=~" || operator === "!~";
  if (isPattern && right.literal.type !== "string") return undefined;
  const compared =
    isPattern && right.literal.type === "string" ? patternOperand(row, right.literal.value) : literalOperand(row, right.literal);
  return { sql: comparison(row, fieldOperands(row, left), operator, [compared]).sql, namesService: isService && operator === "=" };
}
