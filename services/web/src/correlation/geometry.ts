import type { Part } from "./action.ts";
import type { Lane } from "./lanes.ts";

/** Where a lane lies, in CSS pixels from the top of all lanes. */
export interface PlacedLane {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  /** Middle of the line of log records. */
  readonly logY: number;
  readonly barsTop: number;
}

/** All lanes below each other. */
export interface Geometry {
  readonly lanes: readonly PlacedLane[];
  readonly height: number;
  readonly rowHeight: number;
  /** Top of each bar. */
  readonly barY: ReadonlyMap<Part, number>;
}

const PAD = 5;
const LOG_LINE = 9;
/** The height of a lane's name where it stands above the lane rather than beside it. */
export const NAME_LINE = 17;
const LEAST_LANE = 34;

/** Rows get lower where there are many: the whole stays in reach. */
function rowHeightFor(rows: number): number {
  return rows <= 70 ? 17 : rows <= 160 ? 10 : 6;
}

export function geometryOf(lanes: readonly Lane[], namesAbove: boolean): Geometry {
  const rowHeight = rowHeightFor(lanes.reduce((sum, { rows }) => sum + rows, 0));
  const barY = new Map<Part, number>();
  let top = 0;
  const placed = lanes.map((lane): PlacedLane => {
    const logY = top + PAD + (namesAbove ? NAME_LINE : 0) + LOG_LINE / 2;
    const barsTop = logY + LOG_LINE / 2 + 1;
    const height = Math.max(LEAST_LANE, barsTop - top + lane.rows * rowHeight + PAD);
    for (const { part, row } of lane.bars) barY.set(part, barsTop + row * rowHeight);
    const found = { lane, top, height, logY, barsTop };
    top += height;
    return found;
  });
  return { lanes: placed, height: top, rowHeight, barY };
}

export function laneAt({ lanes }: Geometry, y: number): PlacedLane | undefined {
  return lanes.find(({ top, height }) => y >= top && y < top + height);
}
