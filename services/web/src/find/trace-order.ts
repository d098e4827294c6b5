import type { TraceSummary } from "@throughline/api";

/** Orders of the table: the natural one of each column, largest or newest first. */
const ORDERS = {
  time: (a, b) => compare(BigInt(b.startTimeUnixNano), BigInt(a.startTimeUnixNano)),
  name: (a, b) => compare(nameOf(a), nameOf(b)),
  duration: (a, b) => compare(BigInt(b.durationNano), BigInt(a.durationNano)),
  spans: (a, b) => b.spanCount - a.spanCount,
  errors: (a, b) => b.errorCount - a.errorCount || b.openCount - a.openCount,
} as const satisfies Record<string, (a: TraceSummary, b: TraceSummary) => number>;

export type Column = keyof typeof ORDERS;

/** What the table is ordered by. */
export interface Order {
  readonly column: Column;
  readonly isReversed: boolean;
}

/** The order that the URL names: `duration`, or `-duration` for the other way. Newest first if it names none. */
export function orderOf(text: string | undefined): Order {
  const column = text?.replace(/^-/, "") ?? "time";
  return Object.hasOwn(ORDERS, column)
    ? { column: column as Column, isReversed: text?.startsWith("-") ?? false }
    : { column: "time", isReversed: false };
}

/** How the URL names what a click on a column's head asks for; undefined: the order that it need not name. */
export function toggled({ column, isReversed }: Order, clicked: Column): string | undefined {
  const reverses = column === clicked && !isReversed;
  return reverses ? `-${clicked}` : clicked === "time" ? undefined : clicked;
}

/** The traces in that order, those that are equal in it the newest first. */
export function ordered(traces: readonly TraceSummary[], { column, isReversed }: Order): readonly TraceSummary[] {
  const sign = isReversed ? -1 : 1;
  return traces.toSorted((a, b) => sign * ORDERS[column](a, b) || ORDERS.time(a, b) || compare(a.traceId, b.traceId));
}

/** Service and name of the root; of a trace without one, nothing. */
function nameOf({ rootService, rootName }: TraceSummary): string {
  return `${rootService ?? ""} ${rootName ?? ""}`;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
