import type { ClickHouse } from "../client.ts";

/** Statements that make the tables and views of a database as they are, tables first; without the database's name, which must occur in no other word. */
export async function tableDefinitions(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.query<{ sql: string }>(
    `SELECT formatQuery(create_table_query) AS sql FROM system.tables
     WHERE database = currentDatabase() AND name NOT LIKE 'schema_lock%' ORDER BY engine = 'MaterializedView', name`,
  );
  return rows.map(({ sql }) => sql.replaceAll(`${clickhouse.database}.`, ""));
}
