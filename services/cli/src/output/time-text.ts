/** Unix nanoseconds as RFC 3339 in UTC, to the millisecond. */
export function timeText(unixNano: bigint): string {
  const millis = Number(unixNano / 1_000_000n);
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? `${unixNano} ns` : date.toISOString();
}
