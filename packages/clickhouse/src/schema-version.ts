import { migrations } from "@throughline/schema";
import type { ClickHouse } from "./client.ts";

/** The version that this program brings a database to. */
export const SCHEMA_VERSION = migrations.at(-1)?.version ?? 0;

/** The version of the database's tables; 0: none has been applied. */
export async function readSchemaVersion(clickhouse: ClickHouse): Promise<number> {
  const [row] = await clickhouse.query<{ version: number }>("SELECT max(version) AS version FROM schema_migrations");
  return row?.version ?? 0;
}
