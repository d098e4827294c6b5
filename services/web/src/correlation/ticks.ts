const NANOS = [1, 2, 5];

/** Round times in a stretch of the clock, at most `most` of them: 1, 2 or 5 of a decimal unit; from a minute on, of what clocks have. */
export function ticks(from: number, to: number, most: number): number[] {
  const least = (to - from) / Math.max(most, 1);
  const step = stepFrom(least);
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && found.length <= most; at += step) found.push(at);
  return found;
}

const MINUTE = 60e9;
const LONG = [1, 2, 5, 10, 15, 30, 60, 120, 300, 360, 720, 1_440, 2_880, 10_080].map((minutes) => minutes * MINUTE);
const SECONDS = [10e9, 15e9, 30e9];

function stepFrom(least: number): number {
  const long = [...SECONDS, ...LONG].find((step) => step >= least);
  if (least > 5e9) return long ?? Math.ceil(least / (7 * 1_440 * MINUTE)) * 7 * 1_440 * MINUTE;
  const decade = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return decade * (NANOS.find((factor) => factor * decade >= least) ?? 10);
}
