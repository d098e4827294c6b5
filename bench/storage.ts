import type { ClickHouse } from "@throughline/clickhouse";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { Engine } from "./kit/engine.ts";
import { fill } from "./kit/fill.ts";
import { Report } from "./kit/report.ts";
import { copySpans, EXPORTER_TRACES } from "./storage/exporter-schema.ts";
import { families } from "./storage/families.ts";
import { columnSizes, mergeAll, type TableSize, tableSizes } from "./storage/sizes.ts";

const DAY_MS = 86_400_000;

/** Bytes per span and per log record on disk, beside the OpenTelemetry ClickHouse exporter's schema holding the same spans. */
export const storage: Benchmark = {
  claim: "bytes per span, all tables and indexes, against the schema of OpenTelemetry's ClickHouse exporter",
  async run(args) {
    const { spans, logs } = numbers(args, { spans: 500_000, logs: 100_000 });
    const start = BigInt(Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS + 3_600_000) * 1_000_000n; // yesterday, one o'clock
    const engine = await Engine.start();
    try {
      const ours = await engine.ourDatabase("ours");
      const stored = await fill(ours, "traces", { items: spans, itemsPerRequest: 500, start });
      const oursLogs = await engine.ourDatabase("ours_logs");
      const storedLogs = await fill(oursLogs, "logs", { items: logs, itemsPerRequest: 500, start });
      await engine.client().command("CREATE DATABASE exporter");
      const exporter = engine.client("exporter");
      for (const statement of EXPORTER_TRACES) await exporter.command(statement);
      await exporter.command(copySpans("ours"), { settings: { max_execution_time: 600 } });
      for (const database of [ours, oursLogs, exporter]) await mergeAll(database);
      await engine.settled();
      await publish(args, stored, storedLogs, ours, oursLogs, exporter);
    } finally {
      await engine.stop();
    }
  },
};

async function publish(
  args: readonly string[],
  spans: number,
  logs: number,
  ours: ClickHouse,
  oursLogs: ClickHouse,
  exporter: ClickHouse,
): Promise<void> {
  const [mine, mineLogs, theirs] = [await tableSizes(ours), await tableSizes(oursLogs), await tableSizes(exporter)];
  const report = new Report("storage", "Bytes on disk", ["storage", ...args]);
  report.text(
    `**${(total(mine) / spans).toFixed(1)} bytes a span in all tables and indexes: ${(total(mine) / total(theirs)).toFixed(2)} × the exporter's schema** ` +
      `(${(total(theirs) / spans).toFixed(1)}). ${spans} spans at 77 a second (${mine.find(({ table }) => table === "traces")?.rows} traces), one part a partition.`,
  );
  report.table(["table", "rows", "bytes a span", "of it skip indexes"], [...rows(mine, spans, ""), ...rows(theirs, spans, "exporter: ")]);
  report.text(
    "Columns of `spans`, in bytes a span; what the exporter's schema does not keep is exactness: types, scopes, flags, dropped counts.",
  );
  report.table(
    ["columns", "bytes a span", "of it"],
    families(await columnSizes(ours, "spans")).map(({ name, bytes, columns }) => [
      name,
      (bytes / spans).toFixed(2),
      columns.map(([column, size]) => `${column} ${(size / spans).toFixed(2)}`).join(", "),
    ]),
  );
  report.text(`Log records: ${(total(mineLogs) / logs).toFixed(1)} bytes each, with all indexes (${logs} records).`);
  report.table(["table", "rows", "bytes a record", "of it skip indexes"], rows(mineLogs, logs, ""));
  report.table(
    ["columns of `logs`", "bytes a record"],
    [...(await columnSizes(oursLogs, "logs"))]
      .filter(([, bytes]) => bytes / logs > 0.3)
      .map(([column, bytes]) => [column, (bytes / logs).toFixed(2)]),
  );
  report.publish();
}

function total(tables: readonly TableSize[]): number {
  return tables.reduce((sum, table) => sum + table.total, 0);
}

function rows(tables: readonly TableSize[], items: number, prefix: string): (readonly (string | number)[])[] {
  return tables.map((table) => [
    prefix + table.table,
    table.rows,
    (table.total / items).toFixed(2),
    (table.skipIndexes / items).toFixed(2),
  ]);
}
