import type { FieldExpression, Kind, ScalarExpression, Status } from "@throughline/traceql";
import type { FieldValue } from "../spanset.ts";

/** Values by key. What no query compares (bytes, lists of keys and values) is an empty array. */
export type Attributes = ReadonlyMap<string, FieldValue>;

/** A span as the evaluator sees it: only what the query asks for must be filled, see `fieldsOf`. IDs are lowercase hex. */
export interface EvalSpan {
  readonly spanId: string;
  /** Empty: no parent. */
  readonly parentSpanId: string;
  readonly startNano: bigint;
  readonly durationNano: bigint;
  readonly name: string;
  readonly kind: Kind;
  readonly status: Status;
  readonly statusMessage: string;
  /** What `service.name` is compared as where the resource does not have it. */
  readonly service: string;
  /** Without those that have no value. */
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: Attributes };
  readonly events: readonly { readonly name: string; readonly timeNano: bigint; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
}

/** A trace, or those of its spans that a query needs. */
export interface EvalTrace {
  readonly traceId: string;
  /** Oldest first: nested sets are numbered in this order. */
  readonly spans: readonly EvalSpan[];
  /** Empty: the root is not known. */
  readonly rootName: string;
  readonly rootServiceName: string;
  readonly startNano: bigint;
  readonly durationNano: bigint;
}

/** Spans of one trace that match together. */
export interface Spanset {
  /** In the order of the trace; one or more. */
  readonly spans: readonly EvalSpan[];
  /** What `by` grouped them by, stage after stage. */
  readonly groups: readonly { readonly expression: FieldExpression; readonly value: FieldValue | undefined }[];
  /** What aggregates scalar filters compared. */
  readonly scalars: readonly { readonly expression: ScalarExpression; readonly value: bigint | number }[];
}
