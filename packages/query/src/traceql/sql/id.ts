import { isSpanId, isTraceId } from "@throughline/model";
import { type Comparison, type FieldExpression, INTRINSICS } from "@throughline/traceql";
import { type Condition, EVERY, neither, NONE, type Operand, type Row } from "./operand.ts";
import { literalOnTheRight } from "./swapped.ts";

const COLUMNS = { "trace:id": "trace_id", "span:id": "span_id" } as const;

/** The span's own IDs compared with text, by their bytes, so that the table's order serves it; `undefined` for any other comparison. */
export function idComparison({ parameters }: Row, comparison: Comparison): Condition | undefined {
  const { left, operator, right } = literalOnTheRight(comparison);
  if (left.type !== "intrinsic" || (left.name !== "trace:id" && left.name !== "span:id")) return undefined;
  if (right.type !== "literal" || right.literal.type !== "string") return undefined;
  const hex = right.literal.value.toLowerCase();
  const isTrace = left.name === "trace:id";
  if (!(isTrace ? isTraceId(hex) : isSpanId(hex))) return operator === "=" ? NONE : EVERY;
  const is = `${COLUMNS[left.name]} = ${isTrace ? parameters.traceId(hex) : parameters.spanId(hex)}`;
  return { sql: operator === "=" ? is : neither(is), isExact: true };
}

/** Whether the expression is an ID, in lowercase: what it is compared with is put so, too. */
export function isId(expression: FieldExpression): boolean {
  return expression.type === "intrinsic" && INTRINSICS[expression.name] === "id";
}

/** The operand with its text in lowercase. */
export function lowerCase(operand: Operand): Operand {
  const text = operand.scalars.get("s");
  if (!text) return operand;
  return { ...operand, scalars: new Map([...operand.scalars, ["s", { is: text.is, value: `lower(${text.value})` }]]) };
}
