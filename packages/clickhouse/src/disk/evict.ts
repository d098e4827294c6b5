import type { ClickHouse } from "../client.ts";
import type { DiskUsage } from "./usage.ts";

/** Removes a day from every table that has it. It is noted first: a query must never take what was removed for what never was. */
export async function evictDay(clickhouse: ClickHouse, { days }: DiskUsage, day: string): Promise<number> {
  const ofDay = days.filter((found) => found.day === day);
  const bytes = ofDay.reduce((total, found) => total + found.bytes, 0);
  await clickhouse.command("INSERT INTO evictions (day, time, bytes) VALUES ({day:Date}, now(), {bytes:UInt64})", {
    params: { day, bytes },
  });
  for (const { table } of ofDay)
    await clickhouse.command(`ALTER TABLE ${table} DROP PARTITION {day:String}`, {
      params: { day },
      settings: { max_partition_size_to_drop: "0" }, // it is the large ones that have to go
    });
  return bytes;
}
