const UNITS = [
  [3_600_000_000_000n, "h"],
  [60_000_000_000n, "min"],
  [1_000_000_000n, "s"],
  [1_000_000n, "ms"],
  [1_000n, "µs"],
] as const;

/** Nanoseconds in three or four digits and a unit: `1.24 s`, `87.3 ms`. */
export function durationText(nanos: bigint): string {
  if (nanos < 0n) return `−${durationText(-nanos)}`;
  for (const [size, unit] of UNITS) {
    if (nanos < size) continue;
    const value = Number((nanos * 1_000n) / size) / 1_000;
    return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
  }
  return `${nanos} ns`;
}
