import type { FieldExpression } from "./field-expression.ts";
import { INTRINSICS } from "./field.ts";
import { groupProblem } from "./regex.ts";
import { inQuotes } from "./token.ts";
import type { Taken, Tokens } from "./tokens.ts";
import { TYPE_NAMES, typeOf, type ValueType } from "./type.ts";

export const COMPARISON_OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "=~", "!~"] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

/**
 * True only where both sides are there and of types that fit: a missing attribute matches neither `=` nor `!=`, only `= nil`.
 * Numbers and durations (nanoseconds) compare with one another. Regular expressions are RE2 and match the whole value.
 */
export interface Comparison {
  readonly type: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: FieldExpression;
  readonly right: FieldExpression;
}

const EQUALITY: ReadonlySet<string> = new Set(["=", "!="]);
const REGEX: ReadonlySet<string> = new Set(["=~", "!~"]);
/** Types without an order. */
const UNORDERED: ReadonlySet<ValueType> = new Set<ValueType>(["bool", "status", "kind", "nil", "id"]);

/** What each type of intrinsic is compared with. */
const ACCEPTED: Readonly<Record<(typeof INTRINSICS)[keyof typeof INTRINSICS], string>> = {
  string: "a string",
  id: "a string",
  int: "a number",
  duration: "a duration such as 100ms",
  status: "ok, error or unset",
  kind: "server, client, producer, consumer, internal or unspecified",
};

/** Makes a comparison of what has been taken. @throws TraceQLError for sides that never agree. */
export function makeComparison(
  tokens: Tokens,
  operator: Taken<string>,
  left: Taken<FieldExpression>,
  right: Taken<FieldExpression>,
): Comparison {
  checkSides(tokens, left, right);
  if (REGEX.has(operator.node)) checkRegex(tokens, operator, left, right);
  else if (!EQUALITY.has(operator.node)) checkOrder(tokens, operator, left, right);
  return tokens.node(
    { type: "comparison", operator: operator.node as ComparisonOperator, left: left.node, right: right.node },
    left.node,
    right.node,
  );
}

function checkSides(tokens: Tokens, left: Taken<FieldExpression>, right: Taken<FieldExpression>): void {
  const types = [typeOf(left.node), typeOf(right.node)].map((type) => (type === "id" ? "string" : type));
  if (types[0] === types[1] || types.includes("any") || types.includes("nil")) return;
  const [known, other] = left.node.type === "intrinsic" ? [left, right] : [right, left];
  if (known.node.type === "intrinsic")
    throw tokens.typeError(
      `${known.node.name} is compared with ${ACCEPTED[INTRINSICS[known.node.name]]}, not with ${inQuotes(other.text)}`,
      other.at,
    );
  throw tokens.typeError(
    `${inQuotes(left.text)} is ${TYPE_NAMES[typeOf(left.node)]} and ${inQuotes(right.text)} is ${TYPE_NAMES[typeOf(right.node)]}: they never compare`,
    right.at,
  );
}

function checkRegex(tokens: Tokens, operator: Taken<string>, left: Taken<FieldExpression>, right: Taken<FieldExpression>): void {
  if (right.node.type !== "literal" || right.node.literal.type !== "string")
    throw tokens.typeError(`${operator.text} takes a regular expression in quotes, not ${inQuotes(right.text)}`, right.at);
  if (typeOf(left.node) === "id") throw notByThis(tokens, operator, left);
  const problem = groupProblem(right.node.literal.value);
  if (problem) throw tokens.syntaxError(`the regular expression ${problem}`, right.at);
}

function checkOrder(tokens: Tokens, operator: Taken<string>, left: Taken<FieldExpression>, right: Taken<FieldExpression>): void {
  const unordered = [right, left].find(({ node }) => UNORDERED.has(typeOf(node)));
  if (unordered) throw notByThis(tokens, operator, unordered);
}

function notByThis(tokens: Tokens, operator: Taken<string>, side: Taken<FieldExpression>): Error {
  return tokens.typeError(`${inQuotes(side.text)} is compared by = and !=, not by ${operator.text}`, operator.at);
}
