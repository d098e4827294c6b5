import type { ClickHouse } from "../client.ts";
import type { DiskUsage } from "./usage.ts";

/** What was noted so recently is the same removal: another collector's, or one that failed after it was noted. */
const SAME_MINUTES = 10;

/** A day is removed so long after it was noted: query APIs look twice in this time. */
export const NOTICE_MS = 10_000;

/**
 * Notes that a day is about to be removed, and is to be called well before `evictDay`: a query must never take what was removed for what never was.
 * False: it was noted already.
 */
export async function noteEviction(clickhouse: ClickHouse, day: string, bytes: number): Promise<boolean> {
  const [row] = await clickhouse.query<{ noted: number }>(
    `SELECT count() > 0 AS noted FROM evictions WHERE day = {day:Date} AND time > now() - toIntervalMinute(${SAME_MINUTES})`,
    { params: { day } },
  );
  if (row?.noted === 1) return false;
  await clickhouse.command("INSERT INTO evictions (day, time, bytes) VALUES ({day:Date}, now(), {bytes:UInt64})", {
    params: { day, bytes },
    // Two collectors that look at the same moment.
    settings: { insert_deduplication_token: `${day} ${Math.floor(Date.now() / (SAME_MINUTES * 60_000))}` },
  });
  return true;
}

/** Removes a day from every table that has it. */
export async function evictDay(clickhouse: ClickHouse, { days }: DiskUsage, day: string): Promise<void> {
  for (const { table } of days.filter((found) => found.day === day))
    await clickhouse.command(`ALTER TABLE ${table} DROP PARTITION {day:String}`, {
      params: { day },
      settings: { max_partition_size_to_drop: "0" }, // it is the large ones that have to go
    });
}
