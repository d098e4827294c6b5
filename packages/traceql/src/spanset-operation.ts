import type { SpansetExpression } from "./spanset-expression.ts";

/** The spans of both, if both have some · the spans of either. */
const LOGICAL = ["&&", "||"] as const;

/**
 * Of the right: `>` children, `>>` descendants, `<` parents, `<<` ancestors, `~` siblings of the left. With `!`: those of the right that
 * are not. With `&`: both sides of every pair.
 */
const STRUCTURAL = [">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~"] as const;

export const SPANSET_OPERATORS = [...LOGICAL, ...STRUCTURAL] as const;
export type SpansetOperator = (typeof SPANSET_OPERATORS)[number];

/** Relates the spans that two expressions find in one trace. */
export interface SpansetOperation {
  readonly type: "spanset-operation";
  readonly operator: SpansetOperator;
  readonly left: SpansetExpression;
  readonly right: SpansetExpression;
}

/** How tightly each binds: `&&` and `||` alike, from left to right, and structure before them. */
export const SPANSET_PRECEDENCE: Readonly<Record<SpansetOperator, number>> = Object.fromEntries([
  ...LOGICAL.map((operator) => [operator, 1]),
  ...STRUCTURAL.map((operator) => [operator, 2]),
]);
