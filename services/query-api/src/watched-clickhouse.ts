import { ClickHouse, type ClickHouseOptions, type QueryOptions } from "@throughline/clickhouse";
import type { StorageLog } from "./storage-log.ts";

/** ClickHouse, read only; the log learns what becomes of each question. */
export class WatchedClickHouse extends ClickHouse {
  readonly #log: StorageLog;

  constructor(options: ClickHouseOptions, log: StorageLog) {
    super(options, { readOnly: true });
    this.#log = log;
  }

  override async query<Row>(sql: string, options?: QueryOptions): Promise<Row[]> {
    try {
      const rows = await super.query<Row>(sql, options);
      this.#log.answered();
      return rows;
    } catch (error) {
      this.#log.failed(error);
      throw error;
    }
  }
}
