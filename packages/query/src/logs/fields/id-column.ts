import type { Parameters } from "../../statement.ts";
import type { LogField } from "./field.ts";

/** The trace or span that a record belongs to. */
export function idColumn(column: "trace_id" | "span_id"): LogField {
  const [name, bytes] = column === "trace_id" ? ["trace", 16] : ["span", 8];
  const isThere = `${column} != toFixedString('', ${bytes})`;
  const id = (parameters: Parameters, value: string) => (column === "trace_id" ? parameters.traceId(value) : parameters.spanId(value));
  return {
    problem(operator, value) {
      if (operator !== "=" && operator !== "!=") return `a ${name} ID is compared by = and !=`;
      return new RegExp(`^[0-9a-f]{${bytes * 2}}$`, "i").test(value)
        ? undefined
        : `"${value}" is no ${name} ID: accepted are ${bytes * 2} hex digits`;
    },
    condition: (parameters, operator, value) => `${isThere} AND ${column} ${operator} ${id(parameters, value)}`,
    existence: () => isThere,
    narrowing: (parameters, operator, value) =>
      operator === "=" ? { within: `${column} = ${id(parameters, value)}`, besides: [] } : undefined,
  };
}
