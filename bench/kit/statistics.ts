/** The middle of some measurements; of an even number, the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** `median (min–max)`. */
export function spread(values: readonly number[], digits = 1): string {
  const text = (value: number) => value.toFixed(digits);
  return values.length === 1
    ? text(values[0] as number)
    : `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}
