import fc from "fast-check";
import type { Aggregate } from "../aggregate.ts";
import { ARITHMETIC_OPERATORS } from "../arithmetic.ts";
import { type Comparison, COMPARISON_OPERATORS } from "../comparison.ts";
import type { FieldExpression, LiteralExpression } from "../field-expression.ts";
import { type Field, type IntrinsicName, INTRINSICS } from "../field.ts";
import type { Hint } from "../hint.ts";
import { isNumber, KINDS, type Literal, type NumberLiteral, STATUSES } from "../literal.ts";
import type { Logic } from "../logic.ts";
import type { MetricsExpression, MetricsOperand } from "../metrics-expression.ts";
import type { MetricsFunction } from "../metrics-function.ts";
import type { Pipeline, Stage } from "../pipeline.ts";
import type { Query } from "../query.ts";
import type { ScalarExpression } from "../scalar-expression.ts";
import type { SecondStage } from "../second-stage.ts";
import type { SpansetExpression } from "../spanset-expression.ts";
import type { SpansetFilter } from "../spanset-filter.ts";
import { SPANSET_OPERATORS } from "../spanset-operation.ts";

/** What random trees are made of; all that the language has where something is left out. */
export interface Vocabulary {
  readonly attributes?: fc.Arbitrary<Extract<Field, { type: "attribute" }>>;
  readonly intrinsics?: readonly IntrinsicName[];
  readonly texts?: fc.Arbitrary<string>;
  /** Regular expressions. */
  readonly patterns?: fc.Arbitrary<string>;
  readonly numbers?: fc.Arbitrary<NumberLiteral>;
}

/** Random trees that `parse` could have given, for property tests. */
export interface Trees {
  readonly conditions: fc.Arbitrary<FieldExpression>;
  readonly filters: fc.Arbitrary<SpansetFilter>;
  readonly spansets: fc.Arbitrary<SpansetExpression>;
  readonly metrics: fc.Arbitrary<MetricsExpression>;
  readonly queries: fc.Arbitrary<Query>;
}

const ORDERED = COMPARISON_OPERATORS.filter((operator) => operator !== "=~" && operator !== "!~");
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });

const anyAttribute: NonNullable<Vocabulary["attributes"]> = fc
  .record({
    scope: fc.constantFrom("any", "span", "resource", "event", "link", "instrumentation"),
    key: fc.oneof(fc.constantFrom("http.route", "span.a", "resource.b", "5xx", "a b"), fc.string({ unit: "binary", minLength: 1 })),
    ofParent: fc.boolean(),
  })
  .map(({ scope, key, ofParent }) => ({
    type: "attribute",
    scope,
    key,
    ofParent: ofParent && ["any", "span", "resource"].includes(scope),
  }));

const anyNumber: NonNullable<Vocabulary["numbers"]> = fc.oneof(
  int64.map((value) => ({ type: "int", value }) as const),
  int64.map((value) => ({ type: "duration", value }) as const),
  doubles.map((value) => ({ type: "float", value }) as const),
);

/** Random trees of these words. */
export function trees({
  attributes = anyAttribute,
  intrinsics = Object.keys(INTRINSICS) as IntrinsicName[],
  texts = fc.string({ unit: "binary" }),
  patterns = fc.constantFrom("", "a.*", "(a|b)+", "[)]", "\\d{3}"),
  numbers = anyNumber,
}: Vocabulary = {}): Trees {
  const intrinsicsOf = (...types: string[]): readonly fc.Arbitrary<Field>[] => {
    const names = intrinsics.filter((name) => types.includes(INTRINSICS[name]));
    return names.length === 0 ? [] : [fc.constantFrom(...names).map((name) => ({ type: "intrinsic", name }) as const)];
  };
  const fields: fc.Arbitrary<Field> = fc.oneof(attributes, ...intrinsicsOf("string", "id", "int", "duration", "status", "kind"));
  const literal = (value: fc.Arbitrary<Literal>): fc.Arbitrary<LiteralExpression> => value.map((of) => ({ type: "literal", literal: of }));
  const numberLiteral = literal(numbers);
  const numeric = fc.oneof(attributes, ...intrinsicsOf("int", "duration"));

  const numberExpressions = fc.letrec<{ number: FieldExpression }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: fc.oneof(numeric, numberLiteral), weight: 4 },
      tie("number").map((operand) =>
        operand.type === "literal" && isNumber(operand.literal) ? operand : ({ type: "negative", operand } as const),
      ),
      fc.record({
        type: fc.constant("arithmetic" as const),
        operator: fc.constantFrom(...ARITHMETIC_OPERATORS),
        left: tie("number"),
        right: tie("number"),
      }),
    ),
  })).number;

  const compared = (
    operators: readonly Comparison["operator"][],
    left: fc.Arbitrary<FieldExpression>,
    right: fc.Arbitrary<FieldExpression>,
  ): fc.Arbitrary<Comparison> =>
    fc.record({ type: fc.constant("comparison" as const), operator: fc.constantFrom(...operators), left, right });
  const strings = fc.oneof(attributes, literal(texts.map((value) => ({ type: "string", value }))), ...intrinsicsOf("string"));
  const oneOf = (type: "status" | "kind", values: readonly string[]) =>
    compared(
      ["=", "!="],
      fc.oneof(attributes, ...intrinsicsOf(type)),
      literal(fc.constantFrom(...values).map((value) => ({ type, value }) as Literal)),
    );
  const bool = literal(fc.boolean().map((value) => ({ type: "bool", value })));
  const comparisons = (condition: fc.Arbitrary<FieldExpression>) =>
    fc.oneof(
      compared(ORDERED, numberExpressions, numberExpressions),
      compared(ORDERED, strings, strings),
      compared(["=", "!="], fc.oneof(attributes, ...intrinsicsOf("id")), literal(texts.map((value) => ({ type: "string", value })))),
      compared(["=~", "!~"], strings, literal(patterns.map((value) => ({ type: "string", value })))),
      compared(["=", "!="], fields, literal(fc.constant({ type: "nil" }))),
      compared(["=", "!="], condition, fc.oneof(attributes, bool)),
      oneOf("status", STATUSES),
      oneOf("kind", KINDS),
    );
  const logic = (type: Logic["type"], condition: fc.Arbitrary<FieldExpression>): fc.Arbitrary<Logic> =>
    fc
      .array(condition, { minLength: 2, maxLength: 3 })
      .map((operands) => ({ type, operands: operands.flatMap((operand) => (operand.type === type ? operand.operands : [operand])) }));
  const conditions = fc.letrec<{ condition: FieldExpression }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: fc.oneof(attributes, bool), weight: 1 },
      { arbitrary: comparisons(tie("condition")), weight: 4 },
      { arbitrary: fc.record({ type: fc.constant("not" as const), operand: tie("condition") }), weight: 1 },
      { arbitrary: logic("and", tie("condition")), weight: 2 },
      { arbitrary: logic("or", tie("condition")), weight: 2 },
    ),
  })).condition;
  const filters: fc.Arbitrary<SpansetFilter> = fc.record({
    type: fc.constant("spanset-filter" as const),
    condition: fc.option(conditions, { nil: undefined, freq: 6 }),
  });

  const aggregates: fc.Arbitrary<Aggregate> = fc.oneof(
    fc.constant({ type: "aggregate", name: "count", of: undefined } as const),
    fc.record({ type: fc.constant("aggregate" as const), name: fc.constantFrom("avg", "min", "max", "sum"), of: numberExpressions }),
  );
  const scalars = fc.letrec<{ scalar: ScalarExpression }>((tie) => ({
    scalar: fc.oneof(
      { maxDepth: 2 },
      { arbitrary: fc.oneof(aggregates, numberLiteral), weight: 3 },
      fc.record({
        type: fc.constant("scalar-arithmetic" as const),
        operator: fc.constantFrom(...ARITHMETIC_OPERATORS),
        left: tie("scalar"),
        right: tie("scalar"),
      }),
    ),
  })).scalar;
  const stages = (spanset: fc.Arbitrary<SpansetExpression>): fc.Arbitrary<Stage> =>
    fc.oneof(
      spanset,
      fc.record({ type: fc.constant("scalar-filter" as const), operator: fc.constantFrom(...ORDERED), left: scalars, right: scalars }),
      fc.record({
        type: fc.constant("by" as const),
        expressions: fc.array(fc.oneof(fields, conditions, numberExpressions), { minLength: 1, maxLength: 2 }),
      }),
      fc.constant({ type: "coalesce" } as const),
      fc.record({ type: fc.constant("select" as const), fields: fc.array(fields, { minLength: 1, maxLength: 3 }) }),
    );
  const spansets = fc.letrec<{ spanset: SpansetExpression }>((tie) => ({
    spanset: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: filters, weight: 3 },
      {
        arbitrary: fc.record({
          type: fc.constant("spanset-operation" as const),
          operator: fc.constantFrom(...SPANSET_OPERATORS),
          left: tie("spanset"),
          right: tie("spanset"),
        }),
        weight: 3,
      },
      {
        arbitrary: fc
          .tuple(tie("spanset"), fc.array(stages(tie("spanset")), { minLength: 1, maxLength: 3 }))
          .map(([first, rest]): Pipeline => ({ type: "pipeline", stages: [...beginningOf(first), ...rest] })),
        weight: 2,
      },
    ),
  })).spanset;

  const metrics = metricsOf(filters, spansets, fields, numeric);
  const queries: fc.Arbitrary<Query> = fc.record({
    type: fc.constant("query" as const),
    expression: fc.oneof(spansets, metrics),
    hints: fc.uniqueArray(hints, { maxLength: 2, selector: ({ name }) => name }),
  });
  return { conditions, filters, spansets, metrics, queries };
}

/** The first stages of a pipeline that begins with this. */
function beginningOf(first: SpansetExpression): Pipeline["stages"] {
  return first.type === "pipeline" ? first.stages : [first];
}

function metricsOf(
  filters: fc.Arbitrary<SpansetFilter>,
  spansets: fc.Arbitrary<SpansetExpression>,
  fields: fc.Arbitrary<Field>,
  numeric: fc.Arbitrary<Field>,
): fc.Arbitrary<MetricsExpression> {
  const by = fc.array(fields, { maxLength: 2 });
  const times = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), { minLength: 2, maxLength: 2 });
  const functions: fc.Arbitrary<MetricsFunction> = fc.oneof(
    fc.record({ type: fc.constantFrom("rate", "count_over_time"), by }),
    fc.record({
      type: fc.constantFrom("min_over_time", "max_over_time", "sum_over_time", "avg_over_time", "histogram_over_time"),
      of: numeric,
      by,
    }),
    fc.record({
      type: fc.constant("quantile_over_time" as const),
      of: numeric,
      quantiles: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
      by,
    }),
    fc
      .record({
        selection: filters,
        topN: fc.integer({ min: 1, max: 1_000 }),
        range: fc.option(times.map(([a = 0n, b = 0n]) => (a < b ? { start: a, end: b } : { start: b, end: a }))),
      })
      .map(({ selection, topN, range }) => ({ type: "compare", selection, topN, ...range }) as const),
  );
  const stages: fc.Arbitrary<SecondStage> = fc.oneof(
    fc.record({ type: fc.constantFrom("topk", "bottomk"), count: fc.integer({ min: 1, max: 1_000 }) }),
    fc.record({ type: fc.constant("series-filter" as const), operator: fc.constantFrom(...ORDERED), value: doubles }),
  );
  const series: fc.Arbitrary<MetricsExpression> = fc.record({
    type: fc.constant("metrics" as const),
    source: spansets,
    function: functions,
    stages: fc.array(stages, { maxLength: 2 }),
  });
  const number: fc.Arbitrary<MetricsOperand> = fc.record({ type: fc.constant("number" as const), value: doubles });
  return fc.letrec<{ metrics: MetricsExpression }>((tie) => ({
    metrics: fc.oneof(
      { maxDepth: 2 },
      series,
      fc
        .tuple(fc.constantFrom("+", "-", "*", "/"), tie("metrics"), fc.oneof(tie("metrics"), number), fc.boolean())
        .map(([operator, one, other, swapped]) => ({
          type: "metrics-arithmetic" as const,
          operator,
          left: swapped ? other : one,
          right: swapped ? one : other,
        })),
    ),
  })).metrics;
}

const hints: fc.Arbitrary<Hint> = fc.oneof(
  fc.record({
    name: fc.constantFrom("most_recent", "sample", "exemplars", "extrapolate"),
    value: fc.boolean().map((value) => ({ type: "bool", value }) as const),
  }),
  fc.record({
    name: fc.constantFrom("sample", "trace_sample", "span_sample"),
    value: fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true }).map((value) => ({ type: "float", value }) as const),
  }),
  fc.record({
    name: fc.constant("exemplars"),
    value: fc.bigInt({ min: 0n, max: 1_000n }).map((value) => ({ type: "int", value }) as const),
  }),
);
