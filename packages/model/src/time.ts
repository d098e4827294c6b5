/** Times are nanoseconds as `bigint`; in JSON they are decimal strings. They never pass through a double. */

/** Nanoseconds in each unit that a duration may be written in. */
const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/** What a duration may look like, for error messages. */
export const DURATION_FORMAT = "a number with ns, us, ms, s, m, h or d, such as 100ms, 1.5s or 7d";

const DURATION_PART = /(\d+)(?:\.(\d+))?(ns|us|µs|ms|s|m|h|d)/y;

/**
 * Nanoseconds of a duration such as `100ms`, `1.5s` or `1h30m`; `undefined` if it is none.
 * Digits below one nanosecond are cut off.
 */
export function parseDuration(text: string): bigint | undefined {
  let nanos = 0n;
  let at = 0;
  while (at < text.length) {
    DURATION_PART.lastIndex = at;
    const part = DURATION_PART.exec(text);
    if (!part) return undefined;
    const [, whole = "0", fraction = "", unit = "ns"] = part;
    const scale = UNIT_NANOS[unit] ?? 1n;
    nanos += BigInt(whole) * scale + (fraction === "" ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length));
    at = DURATION_PART.lastIndex;
  }
  return text === "" ? undefined : nanos;
}

/** Nanoseconds since the Unix epoch of a time in milliseconds. */
export function nanosOfMillis(millis: number): bigint {
  return BigInt(Math.round(millis)) * 1_000_000n;
}
