/** Fewer times are no rhythm. */
const LEAST_TIMES = 4;
/** Most gaps may differ by this share from the one in the middle. */
const TOLERANCE = 0.15;
const MOST_GAPS = 0.7;

/** In which rhythm something came at these times, in nanoseconds; `undefined`: in none. */
export function rhythmOf(times: readonly bigint[]): bigint | undefined {
  if (times.length < LEAST_TIMES) return undefined;
  const sorted = times.toSorted((a, b) => Number(a - b));
  const gaps = sorted.slice(1).map((time, index) => Number(time - (sorted[index] ?? time)));
  const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const near = gaps.filter((gap) => Math.abs(gap - middle) <= TOLERANCE * middle).length;
  return middle > 0 && near >= MOST_GAPS * gaps.length ? BigInt(middle) : undefined;
}
