import type { FieldExpression } from "./field-expression.ts";
import { INTRINSICS } from "./field.ts";
import type { LiteralType } from "./literal.ts";
import { inQuotes } from "./token.ts";
import type { Taken, Tokens } from "./tokens.ts";

/** What is known of a value before there is any data. `any`: that of an attribute, which each span chooses. */
export type ValueType = "any" | "string" | "id" | "number" | "bool" | "status" | "kind" | "nil";

const OF_LITERALS: Readonly<Record<LiteralType, ValueType>> = {
  string: "string",
  int: "number",
  float: "number",
  duration: "number",
  bool: "bool",
  status: "status",
  kind: "kind",
  nil: "nil",
};

const OF_INTRINSICS: Readonly<Record<(typeof INTRINSICS)[keyof typeof INTRINSICS], ValueType>> = {
  string: "string",
  id: "id",
  int: "number",
  duration: "number",
  status: "status",
  kind: "kind",
};

/** How each type is named in errors. */
export const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  any: "an attribute",
  string: "a string",
  id: "an ID",
  number: "a number",
  bool: "true or false",
  status: "a status",
  kind: "a kind",
  nil: "nil",
};

/** The type that all values of an expression have. */
export function typeOf(expression: FieldExpression): ValueType {
  switch (expression.type) {
    case "attribute":
      return "any";
    case "intrinsic":
      return OF_INTRINSICS[INTRINSICS[expression.name]];
    case "literal":
      return OF_LITERALS[expression.literal.type];
    case "arithmetic":
    case "negative":
      return "number";
    default:
      return "bool";
  }
}

/** @throws TraceQLError if it is never true or false. */
export function checkCondition(tokens: Tokens, { node, at, text }: Taken<FieldExpression>): void {
  const type = typeOf(node);
  if (type !== "any" && type !== "bool")
    tokens.report(tokens.typeError(`${inQuotes(text)} is ${TYPE_NAMES[type]}, not a condition: compare it with something`, at));
}

/** @throws TraceQLError if it is never a number. */
export function checkNumber(tokens: Tokens, { node, at, text }: Taken<FieldExpression>, calculation: string): void {
  const type = typeOf(node);
  if (type !== "any" && type !== "number")
    tokens.report(tokens.typeError(`${calculation} takes numbers, and ${inQuotes(text)} is ${TYPE_NAMES[type]}`, at));
}
