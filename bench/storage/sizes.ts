import { setTimeout as sleep } from "node:timers/promises";
import type { ClickHouse } from "@throughline/clickhouse";

/** What a table takes on disk, in bytes. */
export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly total: number;
  readonly skipIndexes: number;
}

/** Every table of the client's database. */
export async function tableSizes(clickhouse: ClickHouse): Promise<TableSize[]> {
  const rows = await clickhouse.query<Record<keyof TableSize, string>>(
    `SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS total, sum(secondary_indices_compressed_bytes + secondary_indices_marks_bytes) AS skipIndexes
     FROM system.parts WHERE active AND database = currentDatabase() AND table NOT LIKE 'schema_%'
     GROUP BY table ORDER BY total DESC`,
  );
  return rows.map(({ table, ...sizes }) => ({
    table,
    rows: Number(sizes.rows),
    total: Number(sizes.total),
    skipIndexes: Number(sizes.skipIndexes),
  }));
}

/** Bytes on disk of each column of a table, with its marks, largest first. */
export async function columnSizes(clickhouse: ClickHouse, table: string): Promise<Map<string, number>> {
  const rows = await clickhouse.query<{ column: string; bytes: string }>(
    `SELECT column, sum(column_bytes_on_disk) AS bytes FROM system.parts_columns
     WHERE active AND database = currentDatabase() AND table = {table:String} GROUP BY column ORDER BY bytes DESC`,
    { params: { table } },
  );
  return new Map(rows.map(({ column, bytes }) => [column, Number(bytes)]));
}

/** Merges every table into one part a partition. A large one takes longer than a client waits: the engine goes on, and it is looked again. */
export async function mergeAll(clickhouse: ClickHouse): Promise<void> {
  for (;;) {
    const [row] = await clickhouse.query<{ table: string; partition: string }>(
      `SELECT table, partition_id AS partition FROM system.parts
       WHERE active AND database = currentDatabase() AND table NOT LIKE 'schema_%'
       GROUP BY table, partition HAVING count() > 1 ORDER BY table, partition LIMIT 1`,
    );
    if (!row) return;
    await clickhouse.command(`OPTIMIZE TABLE ${row.table} PARTITION ID '${row.partition}' FINAL`).catch((error: Error) => {
      if (!/timeout/i.test(error.message)) throw error;
    });
    await noMerges(clickhouse);
  }
}

async function noMerges(clickhouse: ClickHouse): Promise<void> {
  for (;;) {
    const [row] = await clickhouse.query<{ merges: string }>(
      "SELECT count() AS merges FROM system.merges WHERE database = currentDatabase()",
    );
    if (row?.merges === "0") return;
    await sleep(100);
  }
}
