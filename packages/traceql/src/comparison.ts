import { type Field, INTRINSICS, printField, takeField } from "./field.ts";
import { type Literal, type LiteralType, printLiteral, takeLiteral } from "./literal.ts";
import { groupProblem } from "./regex.ts";
import { describe, type Token } from "./token.ts";
import type { Tokens } from "./tokens.ts";

export const COMPARISON_OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "=~", "!~"] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

/**
 * `field operator literal`. True only where the field is there and its type fits the literal's: a missing attribute matches
 * neither `=` nor `!=`, only `= nil`. Numbers and durations (nanoseconds) compare with one another. Regular expressions are
 * RE2 and match the whole value.
 */
export interface Comparison {
  readonly type: "comparison";
  readonly field: Field;
  readonly operator: ComparisonOperator;
  readonly literal: Literal;
}

const EQUALITY: ReadonlySet<ComparisonOperator> = new Set<ComparisonOperator>(["=", "!="]);
const REGEX: ReadonlySet<ComparisonOperator> = new Set<ComparisonOperator>(["=~", "!~"]);
/** Types without an order. */
const EQUALITY_ONLY: ReadonlySet<LiteralType> = new Set<LiteralType>(["bool", "status", "kind", "nil"]);
const ARITHMETIC = ["+", "-", "*", "/", "%", "^"];

/** What each type of intrinsic is compared with. */
const ACCEPTED: Readonly<Record<(typeof INTRINSICS)[keyof typeof INTRINSICS], { types: readonly LiteralType[]; words: string }>> = {
  string: { types: ["string", "nil"], words: "a string" },
  id: { types: ["string"], words: "a string" },
  duration: { types: ["duration", "int", "float", "nil"], words: "a duration such as 100ms" },
  status: { types: ["status", "nil"], words: "ok, error or unset" },
  kind: { types: ["kind", "nil"], words: "server, client, producer, consumer, internal or unspecified" },
};

/** Takes a comparison. @throws TraceQLError */
export function takeComparison(tokens: Tokens): Comparison {
  const field = takeComparedField(tokens);
  const at = tokens.current;
  const operator = takeOperator(tokens);
  const valueAt = tokens.current;
  const literal = takeComparedLiteral(tokens);
  checkTypes(tokens, { type: "comparison", field, operator, literal }, at, valueAt);
  if (tokens.isSymbol(...ARITHMETIC)) throw tokens.unsupported("arithmetic");
  return Object.freeze({ type: "comparison", field, operator, literal });
}

function takeComparedField(tokens: Tokens): Field {
  const start = tokens.current;
  if (tokens.isSymbol("!")) throw tokens.unsupported('the operator "!"');
  if (takeLiteral(tokens)) throw tokens.unsupported("a value on the left of a comparison", start);
  const field = takeField(tokens);
  if (!field) throw tokens.expected("a field such as name, duration or span.http.route");
  if (tokens.isSymbol(...ARITHMETIC)) throw tokens.unsupported("arithmetic");
  if (tokens.isSymbol("&&", "||", "}", ")")) throw tokens.unsupported(`a field alone (write ${printField(field)} = true)`, start);
  return field;
}

function takeOperator(tokens: Tokens): ComparisonOperator {
  if (!tokens.isSymbol(...COMPARISON_OPERATORS)) throw tokens.expected(`one of ${COMPARISON_OPERATORS.join(" ")}`);
  return tokens.next().text as ComparisonOperator;
}

function takeComparedLiteral(tokens: Tokens): Literal {
  const start = tokens.current;
  const literal = takeLiteral(tokens);
  if (literal) return literal;
  if (tokens.isSymbol("(")) throw tokens.unsupported("an expression on the right of a comparison");
  if (start.type === "word" && !Object.hasOwn(INTRINSICS, start.text) && !start.text.includes(":"))
    throw tokens.syntaxError(`expected a value, found ${describe(start)} (text stands in quotes: "${start.text}")`);
  if (takeField(tokens)) throw tokens.unsupported("comparing two fields", start);
  throw tokens.expected('a value such as "text", 5, 100ms, true, error or nil');
}

function checkTypes(tokens: Tokens, { field, operator, literal }: Comparison, operatorAt: Token, valueAt: Token): void {
  if (field.type === "intrinsic") {
    const accepted = ACCEPTED[INTRINSICS[field.name]];
    if (!accepted.types.includes(literal.type))
      throw tokens.typeError(`${field.name} is compared with ${accepted.words}, not with ${describe(valueAt)}`, valueAt);
    if (INTRINSICS[field.name] === "id" && !EQUALITY.has(operator))
      throw tokens.typeError(`${field.name} is compared by = and !=`, operatorAt);
  }
  if (REGEX.has(operator)) {
    if (literal.type !== "string")
      throw tokens.typeError(`${operator} takes a regular expression in quotes, not ${describe(valueAt)}`, valueAt);
    const problem = groupProblem(literal.value);
    if (problem) throw tokens.syntaxError(`the regular expression ${problem}`, valueAt);
  } else if (EQUALITY_ONLY.has(literal.type) && !EQUALITY.has(operator))
    throw tokens.typeError(`${describe(valueAt)} is compared by = and !=, not by ${operator}`, operatorAt);
}

/** The comparison as the language writes it. */
export function printComparison({ field, operator, literal }: Comparison): string {
  return `${printField(field)} ${operator} ${printLiteral(literal)}`;
}
