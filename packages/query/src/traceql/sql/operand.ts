import type { Parameters } from "../../statement.ts";

/** Types of values that compare: those of attributes by the letter that stores them, and `status` and `kind`. */
export type ValueType = "s" | "b" | "i" | "d" | "status" | "kind";

/** A value of one type. `is`: condition that it is there and has the type; `value`: of use only where that holds. Booleans are text. */
export interface Scalar {
  readonly is: string;
  readonly value: string;
}

/** An array. `is`: condition that it is there and is one; what compares with nothing is one without elements. */
export interface ArrayValue {
  readonly is: string;
  /** SQL of an array; empty where `is` does not hold. */
  readonly elements: string;
  /** What the SQL of an element stands for. */
  element(sql: string): Operand;
}

/** Values of several events or links. */
export interface Several {
  /** Condition that one of them meets another. */
  some(condition: (one: Operand) => string): string;
}

/** Columns of which row its SQL speaks: of the span's, its resource's, its trace's; `none`: of no row's, so that it may stand anywhere. */
export type Place = "span" | "resource" | "trace" | "none";

/** A side of a comparison, as SQL: what it may be, by type. Where nothing of it is there, it is nil. */
export interface Operand {
  readonly place: Place;
  readonly isThere: string;
  readonly scalars: ReadonlyMap<ValueType, Scalar>;
  /** It may be an array, of which `!=` and `!~` ask that no element be equal, all others that any one compare so. */
  readonly array?: ArrayValue;
  /** It may be of several events or links, of which any one may compare so, whatever the operator. */
  readonly several?: Several;
  /** Its value is not known to SQL, only when it may be there. */
  readonly isUnknown?: boolean;
}

/** What SQL says of a condition: `isExact`: where it holds; else: where it may hold, so that each row must be looked at again. */
export interface Condition {
  readonly sql: string;
  readonly isExact: boolean;
}

/** What the SQL of one filter shares. */
export class Row {
  readonly parameters: Parameters;
  /** SQL of the set of traces that the row is one of, where it is known and not large: then their summaries can be asked, too. */
  readonly traceIds: string | undefined;
  #variables = 0;

  constructor(parameters: Parameters, traceIds?: string) {
    this.parameters = parameters;
    this.traceIds = traceIds;
  }

  /** A name for the parameter of a lambda that no other has. */
  variable(): string {
    return `x${this.#variables++}`;
  }
}

export const EVERY: Condition = { sql: "true", isExact: true };
export const NONE: Condition = { sql: "false", isExact: true };

/** A value of one type, which is always there. */
export function always(type: ValueType, value: string, place: Place = "span"): Operand {
  return { place, isThere: "true", scalars: new Map([[type, { is: "true", value }]]) };
}

/** Something that SQL cannot tell: it may be there wherever this holds. */
export function unknown(isThere: string = "true"): Operand {
  return { place: "span", isThere, scalars: new Map(), isUnknown: true };
}

/** Puts a condition on the row of a place as one on the row of the span. */
export function onSpan({ traceIds }: Row, place: Place, condition: string): string {
  if (condition === "true" || condition === "false") return condition;
  switch (place) {
    case "resource":
      return `resource IN (SELECT resource FROM resources WHERE ${condition})`;
    case "trace":
      // While no root is stored, spans that have not ended tell what the trace is: they are asked later.
      return `trace_id NOT IN (SELECT trace_id FROM (
      SELECT trace_id, min(traces.root) AS root, min(traces.start) AS start, max(traces.end) AS end
      FROM traces WHERE trace_id IN ${traceIds} GROUP BY trace_id
    ) WHERE toYear(root.1) < 2261 AND NOT (${condition}))`;
    default:
      return condition;
  }
}

/** Where all hold. */
export function both(...conditions: readonly string[]): string {
  if (conditions.includes("false")) return "false";
  const parts = conditions.filter((condition) => condition !== "true");
  return parts.length === 0 ? "true" : parts.join(" AND ");
}

/** Where one holds. In parentheses, so that it may stand in `both`. */
export function either(...conditions: readonly string[]): string {
  if (conditions.includes("true")) return "true";
  const parts = conditions.filter((condition) => condition !== "false");
  return parts.length === 0 ? "false" : parts.length === 1 ? (parts[0] as string) : `(${parts.join(" OR ")})`;
}

/** Where it does not hold. */
export function neither(condition: string): string {
  return condition === "true" ? "false" : condition === "false" ? "true" : `NOT (${condition})`;
}
