import { createDistributed, IS_CURRENT, tables } from "@throughline/schema";
import type { ClickHouse, ClickHouseOptions } from "../client.ts";
import { clusterPlace, distributedDatabase } from "./cluster.ts";

/** Makes the tables that stand for those of all shards, on a server whose own tables are there; safe to run twice. */
export async function makeDistributed(server: ClickHouse, options: ClickHouseOptions): Promise<void> {
  const place = clusterPlace(options);
  if (!place) return;
  const database = distributedDatabase(options);
  await server.command(`CREATE DATABASE IF NOT EXISTS ${database}`);
  const current = await server.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = {database:String} AND ${IS_CURRENT}`,
    { params: { database } },
  );
  const made = new Set(current.map(({ name }) => name));
  for (const table of tables) if (!made.has(table.name)) await server.command(createDistributed(table, place, database));
}
