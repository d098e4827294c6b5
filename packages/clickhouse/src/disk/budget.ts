import { asBytes, type Settings } from "@throughline/pipeline";
import { bytesByDay, type DiskUsage, usedBytes } from "./usage.ts";

/** How much of the disk what is stored may take. */
export type DiskBudget = { readonly share: number } | { readonly bytes: number };

const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;

/** THROUGHLINE_DISK_BUDGET: `80%` of the volume, or bytes such as `200GiB`. */
export function diskBudget(settings: Settings): DiskBudget {
  return settings.get(
    "THROUGHLINE_DISK_BUDGET",
    (text) => {
      const [, percent] = PERCENT.exec(text) ?? [];
      if (percent === undefined) {
        const bytes = /\d/.test(text) ? asBytes(text) : 0;
        if (bytes < 1) throw new Error("expected a share of the volume such as 80%, or bytes such as 200GiB");
        return { bytes };
      }
      const share = Number(percent) / 100;
      if (share <= 0 || share > 0.95) throw new Error("expected more than 0% and at most 95%: ClickHouse needs room to merge");
      return { share };
    },
    "80%",
  );
}

/** Of the volume that stays free whatever the budget says, so that ClickHouse can still merge and remove: at a full disk it can do neither. */
const RESERVED_SHARE = 0.05;
const MOST_RESERVED = 10 * 2 ** 30;

/** Bytes that what is stored may take now: the budget, and less where others fill the volume. */
export function limitOf(budget: DiskBudget, usage: DiskUsage): number {
  const wanted = "bytes" in budget ? budget.bytes : budget.share * usage.totalBytes;
  const reserved = Math.min(RESERVED_SHARE * usage.totalBytes, MOST_RESERVED);
  // What is leaving will be free: a day that was just removed is not counted as still there.
  const room = usedBytes(usage) + usage.leavingBytes + usage.freeBytes - reserved;
  return Math.floor(Math.max(0, Math.min(wanted, room)));
}

/** The oldest days whose removal brings what is stored below the limit. The newest is never among them. */
export function daysToEvict(usage: DiskUsage, limit: number): string[] {
  const days = [...bytesByDay(usage)];
  const evicted: string[] = [];
  let used = usedBytes(usage);
  for (const [day, bytes] of days.slice(0, -1)) {
    if (used <= limit) break;
    evicted.push(day);
    used -= bytes;
  }
  return evicted;
}

export interface Forecast {
  /** Bytes that a day brings: the mean of the last whole days, or what today would come to. Undefined: too little is stored to tell. */
  readonly bytesPerDay: number | undefined;
  /** Days until the limit is reached; undefined: not before the retention removes as much as comes. */
  readonly fullInDays: number | undefined;
}

/** Whole days that are looked at, and how much of today must be over to say what it comes to. */
const DAYS_LOOKED_AT = 3;
const LEAST_OF_TODAY = 0.02;

/** When the limit will be reached as things go. `now` in Unix milliseconds. */
export function forecastOf(usage: DiskUsage, limit: number, retentionDays: number, now: number): Forecast {
  const today = new Date(now).toISOString().slice(0, 10);
  const byDay = bytesByDay(usage);
  const whole = [...byDay].filter(([day]) => day < today).slice(-DAYS_LOOKED_AT);
  const elapsed = (now % 86_400_000) / 86_400_000;
  const bytesPerDay =
    whole.length > 0
      ? whole.reduce((total, [, bytes]) => total + bytes, 0) / whole.length
      : elapsed >= LEAST_OF_TODAY && byDay.has(today)
        ? (byDay.get(today) ?? 0) / elapsed
        : undefined;
  if (bytesPerDay === undefined || bytesPerDay === 0) return { bytesPerDay, fullInDays: undefined };
  const steady = bytesPerDay * (retentionDays + 1) + usage.undatedBytes;
  return { bytesPerDay, fullInDays: steady <= limit ? undefined : Math.max(0, (limit - usedBytes(usage)) / bytesPerDay) };
}
