import { anyValueOperand } from "./any-value.ts";
import type { Operand, Row } from "./operand.ts";
import { severalOperand } from "./several.ts";

/** An attribute of the instrumentation scope: most scopes have none, and the column that has them is empty. */
export function instrumentationOperand(row: Row, key: string): Operand {
  const name = row.parameters.bind("String", key);
  const named = `arrayFilter(kv -> JSONExtractString(kv, 'key') = ${name}, JSONExtractArrayRaw(scope_rest, 'attributes'))`;
  const first = `arraySlice(arrayMap(kv -> JSONExtractRaw(kv, 'value'), ${named}), 1, 1)`;
  return severalOperand(row, [first], (value = "") => anyValueOperand(value, "span"));
}
