import { parseDuration } from "./time.ts";

/** What a time in a parameter may look like, for error messages and the reference. */
export const TIME_FORMAT =
  "RFC 3339 (2026-01-31T12:00:00Z), Unix seconds, milliseconds, microseconds or nanoseconds (told apart by magnitude), now, or relative to now (-1h, -7d)";

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/i;
const UNIX = /^(\d{1,19})(?:\.(\d{1,9}))?$/;

/** Below each bound a number counts as this many nanoseconds: seconds until the year 5138, milliseconds and microseconds from 1973. */
const MAGNITUDES = [
  [100_000_000_000n, 1_000_000_000n],
  [100_000_000_000_000n, 1_000_000n],
  [100_000_000_000_000_000n, 1_000n],
] as const;

/** Unix nanoseconds of a time in a parameter; `undefined` if it is none. `now` is in Unix nanoseconds. */
export function parseTime(text: string, now: bigint): bigint | undefined {
  if (text === "now") return now;
  const relative = /^(?:now)?-(.+)$/.exec(text)?.[1];
  if (relative !== undefined) {
    const duration = parseDuration(relative);
    if (duration === undefined) return undefined;
    return duration > now ? 0n : now - duration;
  }
  return parseUnix(text) ?? parseRfc3339(text);
}

function parseUnix(text: string): bigint | undefined {
  const [match, whole = "", fraction = ""] = UNIX.exec(text) ?? [];
  if (match === undefined) return undefined;
  const number = BigInt(whole);
  const scale = MAGNITUDES.find(([bound]) => number < bound)?.[1] ?? 1n;
  return clip(number * scale + (BigInt(fraction || "0") * scale) / 10n ** BigInt(fraction.length));
}

function parseRfc3339(text: string): bigint | undefined {
  const [match, date, time, fraction = "", zone = ""] = RFC_3339.exec(text) ?? [];
  if (match === undefined) return undefined;
  const millis = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(millis) ? undefined : clip(BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, "0")));
}

/** 64 bits of nanoseconds reach to the year 2262. */
function clip(nanos: bigint): bigint | undefined {
  return nanos < 0n || nanos >= 2n ** 63n ? undefined : nanos;
}
