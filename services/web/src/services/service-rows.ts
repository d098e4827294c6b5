import type { Red, ServiceList, StallList } from "@throughline/api";
import { openVerdict } from "./open-verdict.ts";
import { type Order, sorted, type SortKey } from "./sort.ts";

type Series = Red["series"][number];
type Stalls = StallList["services"][number];

/** A service in the list. */
export interface ServiceRow {
  readonly name: string;
  /** What it was asked for; undefined: nothing that it says of. */
  readonly red: Series | undefined;
  /** Spans of any kind. */
  readonly spans: number;
  readonly stalls: Stalls | undefined;
  /** That spans of it do not end. */
  readonly verdict: string | undefined;
}

export const SERVICE_COLUMNS = ["trouble", "name", "rate", "errors", "p50", "p95", "p99", "blocked", "open"] as const;
export type ServiceColumn = (typeof SERVICE_COLUMNS)[number];

/** Every service that anything is known of at `now`, whose name has `part` in it. */
export function serviceRows(
  services: ServiceList["services"],
  series: Red["series"],
  stalls: StallList["services"],
  part: string,
  now: bigint,
): ServiceRow[] {
  const red = new Map(series.map((one) => [one.service, one]));
  const held = new Map(stalls.map((one) => [one.name, one]));
  const spans = new Map(services.map(({ name, calls }) => [name, calls]));
  return [...new Set([...spans.keys(), ...red.keys(), ...held.keys()])]
    .filter((name) => name.toLowerCase().includes(part.toLowerCase()))
    .toSorted()
    .map((name) => {
      const [ofRed, ofStalls] = [red.get(name), held.get(name)];
      const verdict = ofStalls && openVerdict(ofStalls.openSpans, ofRed?.p99Nano, now);
      return { name, red: ofRed, spans: spans.get(name) ?? 0, stalls: ofStalls, verdict };
    });
}

/** Where nothing is asked for: what is in trouble, then what has most requests. */
export const TROUBLE = { column: "trouble", isDown: true } as const satisfies Order<ServiceColumn>;

export function sortedServices(rows: readonly ServiceRow[], { column, isDown }: Order<ServiceColumn>): ServiceRow[] {
  if (column === "trouble") return rows.toSorted((a, b) => compareTrouble(isDown ? a : b, isDown ? b : a));
  return sorted(rows, (row) => keyOf(row, column), isDown);
}

/** Those whose spans do not end, the most first; then those with failed requests; then those with requests. */
function compareTrouble(a: ServiceRow, b: ServiceRow): number {
  const open = ({ verdict, stalls }: ServiceRow) => (verdict === undefined ? 0 : (stalls?.openSpans.count ?? 0));
  return open(b) - open(a) || (b.red?.errors ?? 0) - (a.red?.errors ?? 0) || (b.red?.calls ?? -1) - (a.red?.calls ?? -1);
}

function keyOf({ name, red, stalls }: ServiceRow, column: Exclude<ServiceColumn, "trouble">): SortKey {
  switch (column) {
    case "name":
      return name;
    case "rate":
      return red?.calls;
    case "errors":
      return red && shareOf(red);
    case "blocked":
      return stalls && stalls.blocks.count > 0 ? BigInt(stalls.blocks.longestNano) : undefined;
    case "open":
      return stalls && stalls.openSpans.count > 0 ? stalls.openSpans.count : undefined;
    default:
      return nanosOf(red?.[`${column}Nano`]);
  }
}

/** Which part of the calls failed. */
export function shareOf({ calls, errors }: { readonly calls: number; readonly errors: number }): number {
  return calls === 0 ? 0 : errors / calls;
}

export function nanosOf(text: string | null | undefined): bigint | undefined {
  return text === null || text === undefined ? undefined : BigInt(text);
}
