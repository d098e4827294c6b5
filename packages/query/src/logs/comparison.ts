import { regexGroupProblem } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";
import type { Existence } from "./existence.ts";
import { fieldOf } from "./fields/field-of.ts";
import type { LogFilter } from "./filter.ts";
import { isOrder, isRegex, LOG_OPERATORS, type LogOperator } from "./operator.ts";
import type { Reader, Written } from "./reader.ts";

/** `key=value`: a field of the record compares so with a value. One that is not there compares in no way. */
export interface Comparison {
  readonly type: "comparison";
  readonly key: string;
  readonly operator: LogOperator;
  readonly value: string;
  /** Text in quotes is no number. */
  readonly isQuoted: boolean;
}

/** Reads what follows the operator. @throws LogFilterError for a value that the field or operator does not take. */
export function comparison(reader: Reader, { text: key, offset: keyOffset }: Written, operator: LogOperator): LogFilter {
  const written = reader.takeValue();
  if (!written)
    throw reader.error(
      `expected a value after "${reader.text.slice(keyOffset, reader.at).trim()}" (the empty text is "", key=* is any value)`,
    );
  const { text: value, isQuoted, offset } = written;
  if (!isQuoted && value === "*" && (operator === "=" || operator === "!=")) return existence(key, operator === "!=");
  const problem = valueProblem(operator, value, isQuoted) ?? fieldOf(key).problem?.(operator, value, isQuoted);
  if (problem !== undefined) throw reader.error(problem, offset);
  return Object.freeze({ type: "comparison", key, operator, value, isQuoted });
}

function existence(key: string, isNegated: boolean): LogFilter {
  const there: Existence = Object.freeze({ type: "existence", key });
  return isNegated ? Object.freeze({ type: "not", operand: there }) : there;
}

function valueProblem(operator: LogOperator, value: string, isQuoted: boolean): string | undefined {
  if (isRegex(operator)) {
    const problem = regexGroupProblem(value);
    return problem === undefined ? undefined : `the regular expression ${problem}`;
  }
  if (isQuoted) return undefined;
  if (/^[=~]/.test(value))
    return `"${operator}${value}" has no such operator: accepted are ${LOG_OPERATORS.join(" ")}; a value that begins with ${value[0]} goes in quotes`;
  if (isOrder(operator)) return undefined; // which values have an order is the field's
  if (value.includes("*"))
    return `the wildcard in "${value}" is not understood: =~ takes a regular expression, key=* finds any value; to compare it as text, put it in quotes`;
  return undefined;
}

/** Condition on a row of `logs`. */
export function comparisonCondition(parameters: Parameters, { key, operator, value, isQuoted }: Comparison): string {
  return fieldOf(key).condition(parameters, operator, value, isQuoted);
}
