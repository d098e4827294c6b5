/** How much one answer may hold. What is beyond is cut, and the answer says so. */
export interface Limits {
  readonly spans: number;
  readonly logs: number;
  /** Traces of one correlation ID. */
  readonly traces: number;
}

/** Rows of a statement that asked for one more than the limit, and whether that one was there. */
export function cut<Row>(rows: readonly Row[], limit: number): { readonly rows: readonly Row[]; readonly wereCut: boolean } {
  return { rows: rows.slice(0, limit), wereCut: rows.length > limit };
}
