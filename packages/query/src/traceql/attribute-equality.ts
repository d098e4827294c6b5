import type { AttributeScope, FieldExpression, Literal } from "@throughline/traceql";
import { literalOnTheRight } from "./sql/swapped.ts";

export interface AttributeEquality {
  readonly scope: AttributeScope;
  readonly key: string;
  readonly literal: Literal;
  /** What `items` holds behind `key=` where a single value equals the literal. */
  readonly text: string;
}

/** `attribute = literal`, where the index can serve it. */
export function attributeEquality(expression: FieldExpression): AttributeEquality | undefined {
  if (expression.type !== "comparison" || expression.operator !== "=") return undefined;
  const { left, right } = literalOnTheRight(expression);
  if (left.type !== "attribute" || left.ofParent || right.type !== "literal") return undefined;
  const text = indexedText(right.literal);
  return text === undefined ? undefined : { scope: left.scope, key: left.key, literal: right.literal, text };
}

/** Above this, an integer's digits and the shortest text of the double that equals it may differ. Zero differs from `-0`, too. */
const SAFE = 2n ** 53n;

function indexedText(literal: Literal): string | undefined {
  if (literal.type === "string" || literal.type === "bool") return String(literal.value);
  const isExact = literal.type === "int" && literal.value <= SAFE && literal.value >= -SAFE && literal.value !== 0n;
  return isExact ? String(literal.value) : undefined;
}
