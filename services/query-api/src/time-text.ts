/** A time in Unix nanoseconds as people read it, in UTC, cut to milliseconds. */
export function timeText(nanos: bigint): string {
  return new Date(Number(nanos / 1_000_000n)).toISOString();
}
