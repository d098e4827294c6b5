import { ClickHouse, type ClickHouseOptions } from "@throughline/clickhouse";
import { type Check, failed, ok, PATIENCE_MS } from "./finding.ts";
import { whyNot } from "./why-not.ts";

/** Whether the ClickHouse that CLICKHOUSE_URL names takes us. Elsewhere the query API is asked whether it answers. */
export function clickhouseServer(options: ClickHouseOptions): Check {
  return {
    name: "ClickHouse",
    needs: [],
    async run() {
      const clickhouse = new ClickHouse({ ...options, database: "default" });
      try {
        const [row] = await clickhouse.query<{ version: string; there: number }>(
          "SELECT version() AS version, toUInt8({database:String} IN (SELECT name FROM system.databases)) AS there",
          { params: { database: options.database }, signal: AbortSignal.timeout(PATIENCE_MS) },
        );
        if (row?.there !== 1)
          return failed(
            `${options.url} answers, and "${options.username}" sees no database "${options.database}"`,
            "set CLICKHOUSE_DATABASE, or start a collector: it creates it",
          );
        return ok(`${options.url} answers, version ${row.version}, database "${options.database}" is there`);
      } catch (error) {
        return failed(
          `${options.url}: ${whyNot(error).trim()}`,
          "CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD say where it is and who we are",
        );
      } finally {
        await clickhouse.close();
      }
    },
  };
}
