import { migrations } from "@throughline/schema";
import type { ClickHouse } from "./client.ts";

/** The version that this program brings a database to. */
export const SCHEMA_VERSION = migrations.at(-1)?.version ?? 0;

/** The version of the tables of one server; 0: none has been applied. */
export async function readSchemaVersion(server: ClickHouse, signal?: AbortSignal): Promise<number> {
  const [row] = await server.query<{ version: number }>("SELECT max(version) AS version FROM schema_migrations", signal && { signal });
  return row?.version ?? 0;
}
