import type { Zone } from "./zone.ts";

/** What a field of type datetime-local holds for a time, in the zone, to the second. */
export function fieldOfTime(unixNano: bigint, zone: Zone): string {
  const date = new Date(Number(unixNano / 1_000_000n));
  const shown = zone === "UTC" ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shown.toISOString().slice(0, 19);
}

/** Unix nanoseconds of what such a field holds; undefined if it is no time. */
export function timeOfField(text: string, zone: Zone): bigint | undefined {
  const millis = Date.parse(zone === "UTC" ? `${text}Z` : text);
  return Number.isNaN(millis) || millis < 0 ? undefined : BigInt(millis) * 1_000_000n;
}
