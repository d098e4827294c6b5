import type {
  Aggregate,
  Field,
  FieldExpression,
  IntrinsicName,
  Kind,
  Literal,
  LiteralExpression,
  ScalarExpression,
  SpansetExpression,
  SpansetFilter,
  Stage,
} from "@throughline/traceql";
import { COMPARISON_OPERATORS, ARITHMETIC_OPERATORS, KINDS, SPANSET_OPERATORS, STATUSES } from "@throughline/traceql";
import * as fc from "fast-check";
import type { FieldValue } from "../../spanset.ts";
import type { EvalTrace } from "../span.ts";
import { type ShortSpan, trace } from "./trace.ts";

// Values: few, so that they meet, and those at which types and exactness show.

const BIG = 2n ** 53n;
const integers = fc.constantFrom(0n, 1n, 2n, 3n, -1n, BIG, BIG + 1n, 2n ** 63n - 1n);
const doubles = fc.constantFrom(0, 1, 2, 0.5, -1, 2 ** 53, NaN, Infinity, -0);
const texts = fc.constantFrom("", "1", "a", "b", "ab", "a\nb", "\uFFFF", "😀");
const scalars: fc.Arbitrary<FieldValue> = fc.oneof(integers, doubles, texts, fc.boolean());
const values: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
);
const attributes = fc.dictionary(fc.constantFrom("p", "q"), values, { maxKeys: 2 });
const items = fc.array(fc.record({ name: texts, timeNano: fc.constantFrom(1n, 2n, 5n), spanId: fc.constantFrom("1", "2"), attributes }), {
  maxLength: 3,
});

// Traces: most parents are there, some are not, some go round in a circle, and some IDs are taken twice or thrice.

const ids = fc.nat({ max: 9 }).map(String);

/** A trace whose spans hang under one another in any way. */
export const traces: fc.Arbitrary<EvalTrace> = fc
  .array(
    fc.record({
      ownId: fc.option(ids, { freq: 12 }),
      parent: fc.oneof(
        { weight: 6, arbitrary: ids },
        { weight: 2, arbitrary: fc.constant("") },
        { weight: 1, arbitrary: fc.constant("gone") },
      ),
      durationNano: fc.constantFrom(1n, 2n, 3n, 4n),
      name: texts,
      kind: fc.constantFrom<Kind>(...KINDS),
      status: fc.constantFrom(...STATUSES),
      attributes,
      resource: attributes,
      scope: fc.record({ attributes }),
      events: items,
      links: items,
    }),
    { maxLength: 9 },
  )
  .chain((spans) => fc.constantFrom(...orders(spans.length)).map((order) => order.flatMap((at) => spans[at] ?? [])))
  .map((spans) =>
    trace(
      spans.map(({ ownId, ...span }, at): ShortSpan => ({ ...span, id: ownId ?? String(at) })),
      { durationNano: 4n },
    ),
  );

/** Parents before children, children before parents. */
function orders(length: number): readonly (readonly number[])[] {
  const up = Array.from({ length }, (_, at) => at);
  return [up, up.toReversed()];
}

// Expressions

const literals: fc.Arbitrary<LiteralExpression> = fc
  .oneof<fc.Arbitrary<Literal>[]>(
    integers.map((value) => ({ type: "int", value })),
    doubles.map((value) => ({ type: "float", value })),
    fc.constantFrom(1n, 2n).map((value) => ({ type: "duration", value })),
    texts.map((value) => ({ type: "string", value })),
    fc.boolean().map((value) => ({ type: "bool", value })),
    fc.constantFrom(...STATUSES).map((value) => ({ type: "status", value })),
    fc.constantFrom(...KINDS).map((value) => ({ type: "kind", value })),
  )
  .map((literal) => ({ type: "literal", literal }));

const patterns = fc
  .constantFrom("a", ".", "a.*", "a|b", ".*", "[^a]", "(?:a|ab)b?")
  .map((value): LiteralExpression => ({ type: "literal", literal: { type: "string", value } }));
const nil: LiteralExpression = { type: "literal", literal: { type: "nil" } };

const INTRINSICS: readonly IntrinsicName[] = [
  "name",
  "status",
  "kind",
  "duration",
  "childCount",
  "traceDuration",
  "span:parentID",
  "nestedSetLeft",
  "nestedSetRight",
  "nestedSetParent",
  "event:name",
  "event:timeSinceStart",
  "link:spanID",
];

const fields: fc.Arbitrary<Field> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...INTRINSICS).map((name): Field => ({ type: "intrinsic", name })) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("attribute" as const),
      scope: fc.constantFrom("any", "span", "resource", "event", "link", "instrumentation"),
      key: fc.constantFrom("p", "q"),
      ofParent: fc.boolean(),
    }),
  },
);

const { condition, number } = fc.letrec<{ condition: FieldExpression; number: FieldExpression }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3, depthIdentifier: "field" },
    fields,
    literals,
    fc.record({ type: fc.constant("negative" as const), operand: tie("number") }),
    fc.record({
      type: fc.constant("arithmetic" as const),
      operator: fc.constantFrom(...ARITHMETIC_OPERATORS),
      left: tie("number"),
      right: tie("number"),
    }),
  ),
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: "field" },
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constantFrom(...COMPARISON_OPERATORS.slice(0, 6)),
      left: tie("number"),
      right: tie("number"),
    }),
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constantFrom("=~" as const, "!~" as const),
      left: fields,
      right: patterns,
    }),
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constantFrom("=" as const, "!=" as const),
      left: tie("number"),
      right: fc.constant(nil),
    }),
    fields,
    fc.record({ type: fc.constant("not" as const), operand: tie("condition") }),
    fc.record({
      type: fc.constantFrom("and" as const, "or" as const),
      operands: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** A condition on a span. */
export const conditions: fc.Arbitrary<FieldExpression> = condition;

const filters: fc.Arbitrary<SpansetFilter> = fc
  .oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 4, arbitrary: condition })
  .map((of) => ({ type: "spanset-filter", condition: of }));

const aggregates: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.constant<Aggregate>({ type: "aggregate", name: "count", of: undefined }),
  fc.record({ type: fc.constant("aggregate" as const), name: fc.constantFrom("avg", "min", "max", "sum"), of: number }),
);

const numbers = literals.filter(({ literal }) => literal.type === "int" || literal.type === "float" || literal.type === "duration");

const { scalar } = fc.letrec<{ scalar: ScalarExpression }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 2 },
    aggregates,
    numbers,
    fc.record({
      type: fc.constant("scalar-arithmetic" as const),
      operator: fc.constantFrom(...ARITHMETIC_OPERATORS),
      left: tie("scalar"),
      right: tie("scalar"),
    }),
  ),
}));

const { expression, stage } = fc.letrec<{ expression: SpansetExpression; stage: Stage }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthIdentifier: "spanset" },
    filters,
    fc.record({
      type: fc.constant("spanset-operation" as const),
      operator: fc.constantFrom(...SPANSET_OPERATORS),
      left: tie("expression"),
      right: tie("expression"),
    }),
    fc
      .tuple(tie("expression"), fc.array(tie("stage"), { minLength: 1, maxLength: 3 }))
      .map(([first, rest]): SpansetExpression => ({ type: "pipeline", stages: [first, ...rest] })),
  ),
  stage: fc.oneof(
    { maxDepth: 3, depthIdentifier: "spanset" },
    fc.constant<Stage>({ type: "coalesce" }),
    fc.record({
      type: fc.constant("scalar-filter" as const),
      operator: fc.constantFrom(...COMPARISON_OPERATORS.slice(0, 6)),
      left: scalar,
      right: scalar,
    }),
    fc.record({ type: fc.constant("by" as const), expressions: fc.array(fc.oneof(fields, condition), { minLength: 1, maxLength: 2 }) }),
    fc.record({ type: fc.constant("select" as const), fields: fc.array(fields, { minLength: 1, maxLength: 2 }) }),
    tie("expression"),
  ),
}));

/** What a query asks of a trace. */
export const expressions: fc.Arbitrary<SpansetExpression> = expression;

/** What is done with the sets of a query. */
export const stages: fc.Arbitrary<readonly Stage[]> = fc.array(stage, { minLength: 1, maxLength: 4 });
