import { ClickHouseError } from "@clickhouse/client";
import type { ClickHouse } from "../client.ts";

const MIB = 2 ** 20;
export const BALLAST_BYTES = 16 * MIB;

/**
 * Keeps some room on ClickHouse's volume taken. Even to remove a day ClickHouse wants 1 MiB of room, for what stands in the day's place: once
 * others have filled the volume, nothing could be removed any more, but for this table (measured: `TRUNCATE` of a TinyLog wants no room, and
 * frees its own at once).
 */
export async function keepBallast(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.command("CREATE TABLE IF NOT EXISTS ballast (filler String CODEC(NONE)) ENGINE = TinyLog");
  const [row] = await clickhouse.query<{ rows: string }>("SELECT count() AS rows FROM ballast");
  if (row?.rows === "0") await clickhouse.command(`INSERT INTO ballast SELECT randomString(${MIB}) FROM numbers(${BALLAST_BYTES / MIB})`);
}

/** Gives the room to whoever comes first. */
export async function releaseBallast(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.command("TRUNCATE TABLE IF EXISTS ballast");
}

/** Whether ClickHouse lacked room on its volume. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof ClickHouseError && (error.code === "243" || /no space left/i.test(error.message));
}
