import { isSpanId, isTraceId } from "@throughline/model";
import type { ComparisonOperator, Literal } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";
import type { PlainIntrinsic } from "./plain-filter.ts";
import { textCondition } from "./scalar.ts";

const COLUMNS = {
  name: "name",
  status: "status_code",
  statusMessage: "status_message",
  kind: "kind",
  duration: "duration",
  "trace:id": "trace_id",
  "span:id": "span_id",
} as const;
const BYTES = { "trace:id": 16, "span:id": 8 } as const;

/** Condition on what a span says of itself. All of it is always there: nothing is nil. */
export function intrinsicCondition(parameters: Parameters, name: PlainIntrinsic, operator: ComparisonOperator, literal: Literal): string {
  const column = COLUMNS[name];
  switch (literal.type) {
    case "nil":
      return operator === "=" ? "false" : "true";
    case "string":
      return name === "trace:id" || name === "span:id"
        ? idCondition(parameters, name, operator, literal.value.toLowerCase())
        : textCondition(parameters, column, operator, literal.value);
    case "float":
      return `${column} ${operator} ${parameters.bind("Float64", literal.value)}`;
    case "int":
    case "duration":
      return `${column} ${operator} ${parameters.bind("Int64", literal.value)}`;
    default:
      return `${column} ${operator} ${parameters.bind("String", String(literal.value))}`;
  }
}

function idCondition(parameters: Parameters, name: "trace:id" | "span:id", operator: ComparisonOperator, hex: string): string {
  if (!(name === "trace:id" ? isTraceId(hex) : isSpanId(hex))) return operator === "=" ? "false" : "true";
  return `${COLUMNS[name]} ${operator} toFixedString(unhex(${parameters.bind("String", hex)}), ${BYTES[name]})`;
}
