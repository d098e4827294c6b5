/** A part of the forest's time, in nanoseconds since its start. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  /** Nanoseconds since the forest's start. */
  readonly at: number;
  readonly label: string;
}

const SECOND = 1_000_000_000;
const MINUTE = 60 * SECOND;
const UNITS = [
  [60 * MINUTE, "h"],
  [MINUTE, "min"],
  [SECOND, "s"],
  [1_000_000, "ms"],
  [1_000, "µs"],
  [1, "ns"],
] as const;

/** From half a minute on people count in sixties. */
const LONG_STEPS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map((minutes) => minutes * MINUTE);

/** Round times within a window, at most `most` of them, all in one unit, with as many digits as tell them apart. */
export function ticksOf({ from, to }: Window, most: number): Tick[] {
  const step = stepOf((to - from) / Math.max(1, most));
  const [size, unit] = UNITS.find(([nanos]) => nanos <= to && (nanos <= SECOND || nanos <= 2 * step)) ?? UNITS[5];
  const digits = Math.max(0, Math.ceil(Math.log10(size / step) - 1e-9));
  const ticks: Tick[] = [];
  for (let count = Math.ceil(from / step); count * step <= to; count++) {
    const at = count * step;
    ticks.push({ at, label: at === 0 ? "0" : `${(at / size).toFixed(digits)} ${unit}` });
  }
  return ticks;
}

function stepOf(least: number): number {
  if (least > 10 * SECOND) return LONG_STEPS.find((step) => step >= least) ?? Math.ceil(least / (1_440 * MINUTE)) * 1_440 * MINUTE;
  const scale = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return ([1, 2, 5].find((factor) => factor * scale >= least) ?? 10) * scale;
}
