import type { Table } from "./table.ts";

/** Where the replicas of a table meet in Keeper, by macros of the server's own configuration. */
const PLACE = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";

/** A repeated insert is known as long as without replicas: the window has a name, and a bound in time, of its own. */
const WINDOW = { replicated_deduplication_window: 10_000, replicated_deduplication_window_seconds: 604_800 } as const;

/** The same table, held by every server of its shard. */
export function replicated<T extends Table>(table: T): T {
  return {
    ...table,
    engine: table.engine.replace(
      /^(\w+)(?:\((.*)\))?$/,
      (_, name: string, of?: string) => `Replicated${name}(${PLACE}${of ? `, ${of}` : ""})`,
    ),
    settings: { ...table.settings, ...WINDOW },
  };
}
