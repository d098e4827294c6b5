const BARS = "▁▂▃▄▅▆▇█";

/** Numbers over time in `width` characters, the highest relative to the greatest; nothing is a space, however little is a bar. */
export function sparkline(counts: readonly number[], width: number): string {
  const sums = Array.from({ length: width }, () => 0);
  for (const [at, count] of counts.entries()) {
    const column = Math.floor((at * width) / counts.length);
    sums[column] = (sums[column] ?? 0) + count;
  }
  const most = Math.max(1, ...sums);
  return sums.map((sum) => (sum === 0 ? " " : (BARS[Math.ceil((sum * BARS.length) / most) - 1] ?? ""))).join("");
}
