import type { SignalName } from "@throughline/model";
import { tables } from "@throughline/schema";
import type { ClickHouse } from "../client.ts";

/** What one day of one table takes. All sizes are in bytes. */
export interface DayOfTable {
  readonly table: string;
  /** `2026-11-26`, in UTC. */
  readonly day: string;
  readonly bytes: number;
  readonly rows: number;
}

/** What is stored, and the room that there is for it. */
export interface DiskUsage {
  /** Of the volumes that hold it. */
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** By table and day, oldest day first. */
  readonly days: readonly DayOfTable[];
  /** Of tables that have no days: resources, stacks, frames. */
  readonly undatedBytes: number;
  /** What was merged or removed and is not deleted yet: it is free again in a few minutes. */
  readonly leavingBytes: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Asks ClickHouse. */
export async function readDiskUsage(clickhouse: ClickHouse, signal?: AbortSignal): Promise<DiskUsage> {
  const options = signal && { signal };
  const [parts, [volume]] = await Promise.all([
    clickhouse.query<{ table: string; partition: string; active: number; bytes: string; rows: string }>(
      `SELECT table, partition, active, sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts
       WHERE database = currentDatabase() GROUP BY table, partition, active ORDER BY partition, table`,
      options,
    ),
    clickhouse.query<{ total: string; free: string }>(
      `SELECT sum(total_space) AS total, sum(unreserved_space) AS free FROM system.disks
       WHERE name IN (SELECT arrayJoin(disks) FROM system.storage_policies
                      WHERE policy_name IN (SELECT storage_policy FROM system.tables WHERE database = currentDatabase()))`,
      options,
    ),
  ]);
  const active = parts.filter((part) => part.active === 1);
  return {
    totalBytes: Number(volume?.total ?? 0),
    freeBytes: Number(volume?.free ?? 0),
    days: active
      .filter(({ partition }) => DAY.test(partition))
      .map(({ table, partition, bytes, rows }) => ({ table, day: partition, bytes: Number(bytes), rows: Number(rows) })),
    undatedBytes: sum(active.filter(({ partition }) => !DAY.test(partition))),
    leavingBytes: sum(parts.filter((part) => part.active === 0)),
  };
}

function sum(parts: readonly { readonly bytes: string }[]): number {
  return parts.reduce((total, { bytes }) => total + Number(bytes), 0);
}

/** What all of it takes, without what is leaving. */
export function usedBytes({ days, undatedBytes }: DiskUsage): number {
  return days.reduce((total, { bytes }) => total + bytes, undatedBytes);
}

/** Whose a table is. `shared`: of several signals, or one of those without days. */
export function signalOf(name: string): SignalName | "shared" {
  const [signal, ...others] = tables.find((table) => table.name === name)?.signals ?? [];
  return signal === undefined || others.length > 0 ? "shared" : signal;
}

/** Bytes by table; those without days are one: `undated`. */
export function bytesByTable({ days, undatedBytes }: DiskUsage): ReadonlyMap<string, number> {
  const sums = new Map([["undated", undatedBytes]]);
  for (const { table, bytes } of days) sums.set(table, (sums.get(table) ?? 0) + bytes);
  return sums;
}

/** Bytes by day, oldest first. */
export function bytesByDay({ days }: DiskUsage): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { day, bytes } of days) sums.set(day, (sums.get(day) ?? 0) + bytes);
  return sums;
}
