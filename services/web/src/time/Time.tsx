import { agoText, dateTimeText, whenText } from "./time-text.ts";
import { nowNanos } from "./range.ts";
import { useZone } from "./zone.ts";

/** A time: of day (with the date of any other day than today), or how long ago; in full, with its zone, under the pointer. */
export function Time({ unixNano, as = "clock" }: { unixNano: string; as?: "clock" | "ago" | "full" }) {
  const zone = useZone();
  const nanos = BigInt(unixNano);
  const full = dateTimeText(nanos, zone);
  const text = as === "full" ? full : as === "ago" ? agoText(nanos, nowNanos()) : whenText(nanos, zone, nowNanos());
  return (
    <time dateTime={new Date(Number(nanos / 1_000_000n)).toISOString()} title={full}>
      {text}
    </time>
  );
}
