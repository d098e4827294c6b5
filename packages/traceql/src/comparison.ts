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
  const [known, other] = right.node.type === "intrinsic" && left.node.type !== "intrinsic" ? [right, left] : [left, right];
  const problem =
    known.node.type === "intrinsic"
      ? `${known.node.name} is compared with ${ACCEPTED[INTRINSICS[known.node.name]]}, not with ${inQuotes(other.text)}`
      : `${described(left)} and ${described(right)}: they never compare`;
  tokens.report(tokens.typeError(problem, other.at));
}

function described({ node, text }: Taken<FieldExpression>): string {
  return `${inQuotes(text)} is ${TYPE_NAMES[typeOf(node)]}`;
}

function checkRegex(tokens: Tokens, operator: Taken<string>, left: Taken<FieldExpression>, right: Taken<FieldExpression>): void {
  if (right.node.type !== "literal" || right.node.literal.type !== "string") {
    tokens.report(tokens.typeError(`${operator.text} takes a regular expression in quotes, not ${inQuotes(right.text)}`, right.at));
    return;
  }
  if (typeOf(left.node) === "id") reportOperator(tokens, operator, left);
  const problem = groupProblem(right.node.literal.value);
  if (problem) tokens.report(tokens.syntaxError(`the regular expression ${problem}`, right.at));
}

function checkOrder(tokens: Tokens, operator: Taken<string>, left: Taken<FieldExpression>, right: Taken<FieldExpression>): void {
  const unordered = [right, left].find(({ node }) => UNORDERED.has(typeOf(node)));
  if (unordered) reportOperator(tokens, operator, unordered);
}

function reportOperator(tokens: Tokens, operator: Taken<string>, side: Taken<FieldExpression>): void {
  tokens.report(tokens.typeError(`${inQuotes(side.text)} is compared by = and !=, not by ${operator.text}`, operator.at));
}
