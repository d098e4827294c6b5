export type { Comparison, ComparisonOperator } from "./comparison.ts";
export { type Position, TraceQLError, type TraceQLErrorKind } from "./error.ts";
export { comparisonsOf, type FieldAnd, type FieldExpression } from "./field-expression.ts";
export type { Field, IntrinsicName } from "./field.ts";
export { INTRINSICS } from "./field.ts";
export { type Kind, KINDS, type Literal, type LiteralType, type Status, STATUSES } from "./literal.ts";
export { parse, print, type Query } from "./query.ts";
export { filtersOf, type SpansetAnd, type SpansetExpression } from "./spanset-expression.ts";
export type { SpansetFilter } from "./spanset-filter.ts";
