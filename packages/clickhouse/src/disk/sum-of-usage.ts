import type { DayOfTable, DiskUsage } from "./usage.ts";

/** What several servers hold together, each on volumes of its own. */
export function sumOfUsage(usages: readonly DiskUsage[]): DiskUsage {
  const sum = (of: (usage: DiskUsage) => number): number => usages.reduce((total, usage) => total + of(usage), 0);
  const days = new Map<string, DayOfTable>();
  for (const found of usages.flatMap((usage) => usage.days)) {
    const key = `${found.day} ${found.table}`;
    const known = days.get(key);
    days.set(key, known ? { ...known, bytes: known.bytes + found.bytes, rows: known.rows + found.rows } : found);
  }
  return {
    totalBytes: sum(({ totalBytes }) => totalBytes),
    freeBytes: sum(({ freeBytes }) => freeBytes),
    days: [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found),
    undatedBytes: sum(({ undatedBytes }) => undatedBytes),
    leavingBytes: sum(({ leavingBytes }) => leavingBytes),
  };
}
