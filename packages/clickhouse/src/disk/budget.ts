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

/**
 * The oldest days whose removal brings what is stored below the limit. The newest is never among them, nor is today, where a clock that is ahead
 * has written of tomorrow. `now` in Unix milliseconds.
 */
export function daysToEvict(usage: DiskUsage, limit: number, now: number = Date.now()): string[] {
  const days = [...bytesByDay(usage)];
  const today = new Date(now).toISOString().slice(0, 10);
  const evicted: string[] = [];
  let used = usedBytes(usage);
  for (const [day, bytes] of days.slice(0, -1)) {
    if (used <= limit || day >= today) break;
    evicted.push(day);
    used -= bytes;
  }
  return evicted;
}
