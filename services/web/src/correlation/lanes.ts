import type { Action, BlockAt, LogAt, Part } from "./action.ts";
import type { TracePiece } from "./traces.ts";

/** A bar's place in its lane. */
export interface Bar {
  readonly part: Part;
  readonly row: number;
}

/** What is drawn side by side under one name. */
export interface Lane {
  readonly key: string;
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly rows: number;
  readonly logs: readonly LogAt[];
  readonly blocks: readonly BlockAt[];
}

/** Beyond it bars overlap: nobody reads a lane of a thousand rows. */
const MOST_ROWS = 60;

/** Lanes of services, in the order given. */
export function serviceLanes({ parts, logs, blocks }: Action, services: readonly string[]): Lane[] {
  const ofService = Map.groupBy(parts, ({ span }) => span.service);
  const logsOf = Map.groupBy(logs, ({ log }) => log.service);
  const blocksOf = Map.groupBy(blocks, ({ block }) => block.service);
  return services.map((name) => ({
    key: name,
    label: name,
    ...pack(ofService.get(name) ?? []),
    logs: logsOf.get(name) ?? [],
    blocks: blocksOf.get(name) ?? [],
  }));
}

/** Lanes of traces, in the order given; last, what belongs to none. */
export function traceLanes({ logs, blocks }: Action, traces: readonly TracePiece[]): Lane[] {
  const known = new Set(traces.map(({ traceId }) => traceId));
  const logsOf = Map.groupBy(logs, ({ log }) => (known.has(log.traceId) ? log.traceId : ""));
  const blocksOf = Map.groupBy(blocks, ({ block }) => (known.has(block.traceId) ? block.traceId : ""));
  const lanes = traces.map(({ traceId, first, parts }) => ({
    key: traceId,
    label: `${first.span.service} ${first.span.name}`,
    ...pack(parts),
    logs: logsOf.get(traceId) ?? [],
    blocks: blocksOf.get(traceId) ?? [],
  }));
  const outside = { key: "", label: "outside any trace", ...pack([]), logs: logsOf.get("") ?? [], blocks: blocksOf.get("") ?? [] };
  return outside.logs.length + outside.blocks.length > 0 ? [...lanes, outside] : lanes;
}

/** Rows for bars, so that none overlaps another and each lies below what called it in the same lane. `parts` by start. */
export function pack(parts: readonly Part[]): Pick<Lane, "bars" | "rows"> {
  const own = new Set(parts);
  const rowOf = new Map<Part, number>();
  const ends: number[] = [];
  const bars = parts.map((part) => {
    let row = rowBelow(part, own, rowOf);
    while (row < MOST_ROWS - 1 && (ends[row] ?? -Infinity) > part.from) row++;
    rowOf.set(part, row);
    ends[row] = Math.max(ends[row] ?? -Infinity, part.span.open === false ? part.to : Infinity);
    return { part, row };
  });
  return { bars, rows: Math.max(1, ends.length) };
}

function rowBelow(part: Part, own: ReadonlySet<Part>, rowOf: ReadonlyMap<Part, number>): number {
  for (let at = part.parent; at; at = at.parent) {
    const row = rowOf.get(at);
    if (own.has(at) && row !== undefined) return Math.min(row + 1, MOST_ROWS - 1);
  }
  return 0;
}
