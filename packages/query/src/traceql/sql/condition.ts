import type { FieldExpression, SpansetFilter } from "@throughline/traceql";
import { Parameters } from "../../statement.ts";
import { isDuration } from "../evaluate/duration.ts";
import { calculated, negated } from "./arithmetic.ts";
import { comparison, presence } from "./comparison.ts";
import { constantOf } from "./constant.ts";
import { fieldOperands, givenFieldOperands } from "./field.ts";
import { idComparison, isId, lowerCase } from "./id.ts";
import { literalOperand, patternOperand } from "./literal.ts";
import { rootComparison } from "./nested-set.ts";
import { always, both, type Condition, either, EVERY, neither, NONE, type Operand, Row, unknown } from "./operand.ts";

/** Most characters of SQL that the filters of a query may come to: ClickHouse takes 256 KiB, and a statement has each of them twice. */
export const MAX_SQL = 50_000;

/** Most parameters that they may have: ClickHouse takes 1000, and what indexes are asked has parameters of its own. */
export const MAX_PARAMETERS = 250;

/**
 * Condition on a row of `spans` that it matches a filter. What users wrote is in the parameters. `traceIds`: SQL of the traces that the row
 * is one of, if these are not many.
 */
export function spanCondition(parameters: Parameters, filter: SpansetFilter, traceIds?: string): Condition {
  if (!filter.condition) return EVERY;
  return isAskable(filter) ? isTruth(new Row(parameters, traceIds), filter.condition, true) : { sql: "true", isExact: false };
}

/** Whether a filter is short enough to be asked in SQL. */
export function isAskable({ condition }: SpansetFilter): boolean {
  const parameters = new Parameters();
  return !condition || (isTruth(new Row(parameters), condition, true).sql.length <= MAX_SQL && parameters.count <= MAX_PARAMETERS);
}

/** Where an expression is a boolean of this value. */
function isTruth(row: Row, expression: FieldExpression, value: boolean): Condition {
  switch (expression.type) {
    case "and":
    case "or":
    case "comparison": {
      const condition = logic(row, expression);
      return value ? condition : not(condition);
    }
    case "not":
      return isTruth(row, expression.operand, !value);
    case "attribute":
    case "intrinsic": {
      const single = fieldOperands(row, expression).map(withoutArrays);
      return comparison(row, single, "=", [literalOperand(row, { type: "bool", value })]);
    }
    case "literal":
      return expression.literal.type === "bool" && expression.literal.value === value ? EVERY : NONE;
    case "arithmetic":
    case "negative":
      return NONE;
  }
}

/** An array of booleans is no boolean. */
function withoutArrays({ place, isThere, scalars, isUnknown, several }: Operand): Operand {
  return {
    place,
    isThere,
    scalars,
    ...(isUnknown && { isUnknown }),
    ...(several && { several: { some: (condition) => several.some((one) => condition(withoutArrays(one))) } }),
  };
}

/** Where the condition does not hold. What may not hold anywhere is true everywhere. */
function not({ sql, isExact }: Condition): Condition {
  return isExact ? { sql: neither(sql), isExact } : { sql: "true", isExact };
}

function logic(row: Row, expression: Extract<FieldExpression, { type: "and" | "or" | "comparison" }>): Condition {
  if (expression.type !== "comparison") {
    const operands = expression.operands.map((operand) => isTruth(row, operand, true));
    const together = expression.type === "and" ? both : either;
    return { sql: together(...operands.map(({ sql }) => sql)), isExact: operands.every(({ isExact }) => isExact) };
  }
  const { left, operator, right } = expression;
  const compared = isNil(right) ? left : isNil(left) ? right : undefined;
  if (compared) return operator === "=" ? not(there(row, compared)) : operator === "!=" ? there(row, compared) : NONE;
  const known = idComparison(row, expression) ?? rootComparison(expression);
  if (known) return known;
  if (operator === "=~" || operator === "!~") {
    if (right.type !== "literal" || right.literal.type !== "string") return NONE;
    return comparison(row, operandsOf(row, left), operator, [patternOperand(row, right.literal.value)]);
  }
  const side = (of: FieldExpression, other: FieldExpression): readonly Operand[] =>
    isId(other) && !isId(of) ? operandsOf(row, of).map(lowerCase) : operandsOf(row, of);
  return comparison(row, side(left, right), operator, side(right, left));
}

function there(row: Row, expression: FieldExpression): Condition {
  return presence(row, expression.type === "attribute" ? givenFieldOperands(row, expression) : operandsOf(row, expression));
}

function isNil(expression: FieldExpression): boolean {
  return expression.type === "literal" && expression.literal.type === "nil";
}

/** The places in which an expression has a value. */
function operandsOf(row: Row, expression: FieldExpression): readonly Operand[] {
  const constant = constantOf(expression);
  if (constant) return [literalOperand(row, constant)];
  switch (expression.type) {
    case "attribute":
    case "intrinsic":
      return fieldOperands(row, expression);
    case "arithmetic": {
      const { operator, left, right } = expression;
      const [lefts, rights] = [operandsOf(row, left), operandsOf(row, right)];
      const result = calculated(lefts, operator, rights, isDuration(expression));
      return [result ?? unknown(both(presence(row, lefts).sql, presence(row, rights).sql))];
    }
    case "negative": {
      const operands = operandsOf(row, expression.operand);
      return [negated(operands) ?? unknown(presence(row, operands).sql)];
    }
    case "and":
    case "or":
    case "comparison": {
      const { sql, isExact } = logic(row, expression);
      return [isExact ? always("b", `if(${sql}, 'true', 'false')`) : unknown()];
    }
    default:
      return [unknown()];
  }
}
