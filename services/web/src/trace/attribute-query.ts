import { printFieldExpression, type Literal } from "@throughline/traceql";

/** TraceQL that finds spans with the same value of an attribute; where the language has no such value, those that have the attribute. */
export function attributeQuery(scope: "span" | "resource", key: string, value: unknown): string {
  const field = printFieldExpression({ type: "attribute", scope, key, ofParent: false });
  const literal = literalOf(value);
  if (!literal) return `{ ${field} != nil }`;
  return `{ ${field} = ${printFieldExpression({ type: "literal", literal })} }`;
}

function literalOf(value: unknown): Literal | undefined {
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "boolean") return { type: "bool", value };
  if (typeof value !== "number") return undefined;
  return Number.isInteger(value) ? { type: "int", value: BigInt(value) } : { type: "float", value };
}
