import { longestKept, type Retention } from "@throughline/model";
import { tables } from "@throughline/schema";
import { bytesByDay, type DiskUsage, usedBytes } from "./usage.ts";

export interface Forecast {
  /** Bytes that a day brings: the mean of the last whole days, or what today would come to. Undefined: too little is stored to tell. */
  readonly bytesPerDay: number | undefined;
  /** Days until the limit is reached; undefined: not before retention removes as much as comes. */
  readonly fullInDays: number | undefined;
}

/** Whole days that are looked at, and how much of today must be over to say what it comes to. */
const DAYS_LOOKED_AT = 3;
const LEAST_OF_TODAY = 0.02;

/** When the limit will be reached as things go. `now` in Unix milliseconds. */
export function forecastOf(usage: DiskUsage, limit: number, retention: Retention, now: number): Forecast {
  const flows = flowsOf(usage, retention, now);
  if (flows === undefined) return { bytesPerDay: undefined, fullInDays: undefined };
  return { bytesPerDay: sumOf(flows), fullInDays: daysUntilFull(limit - usedBytes(usage), flows) };
}

/** What a table gains, in bytes. */
interface Flow {
  readonly perDay: number;
  /** Days until its retention removes as much as comes. */
  readonly growsFor: number;
}

/** Undefined: too little is stored to tell. */
function flowsOf(usage: DiskUsage, retention: Retention, now: number): Flow[] | undefined {
  const today = new Date(now).toISOString().slice(0, 10);
  const elapsed = (now % 86_400_000) / 86_400_000;
  const days = [...bytesByDay(usage).keys()];
  const whole = days.filter((day) => day < today).slice(-DAYS_LOOKED_AT);
  if (whole.length === 0 && (elapsed < LEAST_OF_TODAY || !days.includes(today))) return undefined;
  const lookedAt = whole.length > 0 ? whole : [today];
  return [...Map.groupBy(usage.days, ({ table }) => table)].flatMap(([table, ofTable]) => {
    // A table that keeps fewer days than are looked at has not all of them.
    const looked = ofTable.filter(({ day }) => lookedAt.includes(day));
    const perDay = bytesOf(looked) / (whole.length > 0 ? looked.length : elapsed);
    return looked.length === 0 ? [] : [{ perDay, growsFor: Math.max(0, keptDays(table, retention) + 1 - bytesOf(ofTable) / perDay) }];
  });
}

/** Days until what comes fills this room; undefined: never, since as much is removed before. */
function daysUntilFull(room: number, flows: readonly Flow[]): number | undefined {
  if (room < 0) return 0;
  let left = room;
  let rate = sumOf(flows);
  let days = 0;
  for (const { perDay, growsFor } of flows.toSorted((a, b) => a.growsFor - b.growsFor)) {
    const grown = rate * (growsFor - days);
    if (grown > left) return days + left / rate;
    left -= grown;
    days = growsFor;
    rate -= perDay;
  }
  return undefined;
}

/** Its rows go by whole days. */
function keptDays(name: string, retention: Retention): number {
  const table = tables.find((known) => known.name === name);
  return longestKept(retention, table?.signals) / 86_400;
}

function bytesOf(days: DiskUsage["days"]): number {
  return days.reduce((total, { bytes }) => total + bytes, 0);
}

function sumOf(flows: readonly Flow[]): number {
  return flows.reduce((total, { perDay }) => total + perDay, 0);
}
