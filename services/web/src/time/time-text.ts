import type { Zone } from "./zone.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-CA", { ...options, hourCycle: "h23", ...(zone === "UTC" && { timeZone: "UTC" }) });
  formats.set(key, made);
  return made;
}

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
const DATE = { year: "numeric", month: "2-digit", day: "2-digit" } as const;

const dateOf = (unixNano: bigint) => new Date(Number(unixNano / 1_000_000n));
const below = (unixNano: bigint, digits: number) =>
  String(unixNano % 1_000_000_000n)
    .padStart(9, "0")
    .slice(0, digits);

/** Time of day to the millisecond: `14:03:21.087`. */
export function clockText(unixNano: bigint, zone: Zone): string {
  return `${format(zone, TIME).format(dateOf(unixNano))}.${below(unixNano, 3)}`;
}

/** Date and time of day to the millisecond, and the zone: `2026-11-26 14:03:21.087 UTC`. */
export function dateTimeText(unixNano: bigint, zone: Zone): string {
  const date = dateOf(unixNano);
  return `${format(zone, DATE).format(date)} ${clockText(unixNano, zone)} ${zoneText(zone, date)}`;
}

/** Time of day to the millisecond; of another day than that of `now` behind its date: `11-25 14:03:21.087`. */
export function whenText(unixNano: bigint, zone: Zone, now: bigint): string {
  const [day, today] = [unixNano, now].map((time) => format(zone, DATE).format(dateOf(time)));
  const clock = clockText(unixNano, zone);
  return day === undefined || day === today ? clock : `${day.slice(5)} ${clock}`;
}

/** What zone a time is shown in: `UTC`, `GMT+1`. */
export function zoneText(zone: Zone, date: Date): string {
  return (
    format(zone, { timeZoneName: "short" })
      .formatToParts(date)
      .find(({ type }) => type === "timeZoneName")?.value ?? zone
  );
}

/** How long ago, in one unit: `just now`, `12 s ago`, `3 min ago`, `in 2 min`. */
export function agoText(unixNano: bigint, now: bigint): string {
  const seconds = Number((now - unixNano) / 1_000_000_000n);
  const size = Math.abs(seconds);
  if (size < 2) return "just now";
  const text =
    size < 60
      ? `${size} s`
      : size < 3_600
        ? `${Math.floor(size / 60)} min`
        : size < 172_800
          ? `${Math.floor(size / 3_600)} h`
          : `${Math.floor(size / 86_400)} d`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}
