import {
  type ComparisonOperator,
  type Field,
  type FieldExpression,
  isSpanset,
  type Literal,
  printField,
  printFieldExpression,
  type Query,
  type SpansetExpression,
  type SpansetFilter,
  TraceQLError,
} from "@throughline/traceql";

/** The intrinsics that the search answers. */
export type PlainIntrinsic = "name" | "status" | "statusMessage" | "kind" | "duration" | "trace:id" | "span:id";

export type PlainField =
  | { readonly type: "intrinsic"; readonly name: PlainIntrinsic }
  | { readonly type: "attribute"; readonly scope: "any" | "span" | "resource"; readonly key: string };

/** `field operator literal`. */
export interface PlainComparison {
  readonly field: PlainField;
  readonly operator: ComparisonOperator;
  readonly literal: Literal;
}

/** A spanset filter of comparisons that must all be true. */
export interface PlainFilter {
  readonly comparisons: readonly PlainComparison[];
}

const INTRINSICS: ReadonlySet<string> = new Set<PlainIntrinsic>([
  "name",
  "status",
  "statusMessage",
  "kind",
  "duration",
  "trace:id",
  "span:id",
]);
const SCOPES: ReadonlySet<string> = new Set(["any", "span", "resource"]);

/**
 * The spanset filters of a query, each of which must find a span of the trace. All that the search cannot answer yet is refused here.
 * @throws TraceQLError
 */
export function plainFilters({ expression, hints: [hint] }: Query): readonly [PlainFilter, ...PlainFilter[]] {
  if (hint) throw unsupported(`the hint "${hint.name}"`);
  if (!isSpanset(expression)) throw unsupported("a metrics query");
  return filtersOf(expression);
}

function filtersOf(expression: SpansetExpression): readonly [PlainFilter, ...PlainFilter[]] {
  switch (expression.type) {
    case "spanset-filter":
      return [plainFilter(expression)];
    case "spanset-operation":
      if (expression.operator !== "&&") throw unsupported(`the operator "${expression.operator}" between spansets`);
      return [...filtersOf(expression.left), ...filtersOf(expression.right)];
    case "pipeline":
      throw unsupported("a pipeline");
  }
}

function plainFilter({ condition }: SpansetFilter): PlainFilter {
  if (!condition) return { comparisons: [] };
  return { comparisons: (condition.type === "and" ? condition.operands : [condition]).map(plainComparison) };
}

function plainComparison(expression: FieldExpression): PlainComparison {
  if (expression.type === "or") throw unsupported('the operator "||"');
  if (expression.type === "not") throw unsupported('the operator "!"');
  if (expression.type !== "comparison") throw unsupported(`"${printFieldExpression(expression)}" alone as a condition`);
  const { operator, left, right } = expression;
  if (left.type !== "attribute" && left.type !== "intrinsic")
    throw unsupported(`"${printFieldExpression(left)}" on the left of a comparison`);
  if (right.type !== "literal") throw unsupported(`"${printFieldExpression(right)}" on the right of a comparison`);
  return { field: plainField(left), operator, literal: right.literal };
}

function plainField(field: Field): PlainField {
  if (field.type === "intrinsic") {
    if (!INTRINSICS.has(field.name)) throw unsupported(`the intrinsic "${field.name}"`);
    return { type: "intrinsic", name: field.name as PlainIntrinsic };
  }
  if (field.ofParent || !SCOPES.has(field.scope)) throw unsupported(`the scope of "${printField(field)}"`);
  return { type: "attribute", scope: field.scope as "any" | "span" | "resource", key: field.key };
}

function unsupported(what: string): TraceQLError {
  return new TraceQLError("unsupported", `${what} is not supported yet`);
}
