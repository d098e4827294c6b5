import type { BlockAt, LogAt, Part } from "./action.ts";
import type { Stretch } from "../time/stretches.ts";
import { gravityOf } from "../logs/severity.ts";
import type { Axis } from "./axis.ts";
import type { Gap } from "./gaps.ts";
import { type Geometry, laneAt } from "./geometry.ts";

/** What the pointer is upon: one of these. */
export type Found = { readonly part: Part } | { readonly log: LogAt } | { readonly block: BlockAt } | { readonly gap: Gap };

/** Pixels by which the pointer may miss. */
const MISS = 4;

/** `y` from the top of all lanes. Of what lies one upon the other, the smallest. */
export function underPointer(
  { geometry, axis, endOf, gaps }: { geometry: Geometry; axis: Axis; endOf: (part: Part) => number; gaps: readonly Gap[] },
  x: number,
  y: number,
): Found | undefined {
  const placed = laneAt(geometry, y);
  if (!placed) return undefined;
  const { lane, logY } = placed;
  if (Math.abs(y - logY) <= 6) {
    const log = nearest(lane.logs, axis, x);
    if (log) return { log };
  }
  const at = axis.time(x);
  const covers = ({ from, to }: Stretch) => axis.x(from) - MISS <= x && x <= axis.x(to) + MISS;
  const part = smallest(
    lane.bars.flatMap((bar) => {
      const top = geometry.barY.get(bar.part) ?? 0;
      return y >= top && y < top + geometry.rowHeight && covers({ from: bar.part.from, to: endOf(bar.part) }) ? [bar.part] : [];
    }),
  );
  if (part) return { part };
  const block = smallest(lane.blocks.filter(covers));
  if (block) return { block };
  const gap = gaps.find(({ from, to }) => from <= at && at <= to);
  return gap && { gap };
}

function smallest<T extends Stretch>(stretches: readonly T[]): T | undefined {
  return stretches.reduce<T | undefined>(
    (best, one) => (best === undefined || one.to - one.from < best.to - best.from ? one : best),
    undefined,
  );
}

/** Where several are as near, the gravest. */
function nearest(logs: readonly LogAt[], axis: Axis, x: number): LogAt | undefined {
  let found: LogAt | undefined;
  let least = MISS + 1;
  for (const log of logs) {
    const distance = Math.abs(axis.x(log.at) - x);
    if (distance < least || (found && distance === least && gravityOf(log.log) > gravityOf(found.log))) [found, least] = [log, distance];
  }
  return found;
}
