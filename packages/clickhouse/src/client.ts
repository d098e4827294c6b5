import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import type { Table } from "@throughline/schema";

/** Where ClickHouse is and who we are there. */
export interface ClickHouseOptions {
  /** `http://HOST:PORT` or `https://…`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Database of the tables; created by `migrate`. Letters, digits and `_`. */
  readonly database: string;
}

export interface QueryOptions {
  /** Values of `{name:Type}` in the query. User text goes here and nowhere else. */
  readonly params?: Record<string, unknown>;
  readonly settings?: ClickHouseSettings;
  /** Aborting it cancels the query in ClickHouse, too. */
  readonly signal?: AbortSignal;
}

/** Answered when it is stored; a batch may touch as many days as the retention has. */
const INSERT_SETTINGS = { async_insert: 0, max_partitions_per_insert_block: "0" } as const satisfies ClickHouseSettings;

/** The one way to ClickHouse, embedded or not: HTTP. Safe to use concurrently; all methods throw `ClickHouseError` for what the server refuses. */
export class ClickHouse {
  readonly database: string;
  readonly #client: ClickHouseClient;

  /** `readOnly`: ClickHouse refuses every statement that would change anything, whatever the user may do. */
  constructor(options: ClickHouseOptions, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.database = options.database;
    this.#client = createClient({
      url: options.url,
      username: options.username,
      password: options.password,
      database: options.database,
      application: "throughline",
      request_timeout: 60_000,
      max_open_connections: 32,
      // Many IDs do not fit into a URL.
      use_multipart_params_auto: true,
      log: { level: ClickHouseLogLevel.OFF }, // errors are thrown; who catches them says it once
      keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
      clickhouse_settings: {
        output_format_json_quote_64bit_integers: 1,
        cancel_http_readonly_queries_on_client_close: 1,
        ...(readOnly && { readonly: "2" }), // 1 would refuse settings, such as a query's own limits, too
      },
    });
  }

  /**
   * Rows of a SELECT as objects; 64-bit integers are decimal strings. Where other queries are cancelled, connections are cut that were none of
   * theirs (measured: 1 in 30 cancelled): what is only read is asked once more.
   */
  async query<Row>(sql: string, options: QueryOptions = {}): Promise<Row[]> {
    try {
      return await this.#rows<Row>(sql, options);
    } catch (error) {
      if (!wasCut(error) || options.signal?.aborted) throw error;
      return this.#rows<Row>(sql, options);
    }
  }

  async #rows<Row>(sql: string, { params, settings, signal }: QueryOptions): Promise<Row[]> {
    const result = await this.#client.query({
      query: sql,
      format: "JSONEachRow",
      ...(params && { query_params: params }),
      ...(settings && { clickhouse_settings: settings }),
      ...(signal && { abort_signal: signal }),
    });
    return result.json<Row>();
  }

  /** Runs a statement that gives no rows. */
  async command(sql: string, { params, settings, signal }: QueryOptions = {}): Promise<void> {
    await this.#client.command({
      query: sql,
      ...(params && { query_params: params }),
      ...(settings && { clickhouse_settings: settings }),
      ...(signal && { abort_signal: signal }),
    });
  }

  /**
   * Inserts Native blocks and resolves when ClickHouse has acknowledged them. The same `token` twice is stored once
   * (per table and view, within `non_replicated_deduplication_window` inserts): a retry must carry it.
   */
  async insertNative(table: string, blocks: readonly Uint8Array[], token: string, signal?: AbortSignal): Promise<void> {
    // `insert` refuses Native and `command` sends nothing (client 1.23, measured): `exec` it is, and its answer must be drained.
    const { stream } = await this.#client.exec({
      query: `INSERT INTO ${table} FORMAT Native`,
      values: Readable.from(blocks, { objectMode: false }),
      clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: token },
      ...(signal && { abort_signal: signal }),
    });
    for await (const chunk of stream) void chunk;
  }

  /**
   * The same for rows of which some may be stored already, and so long ago that their token is forgotten: only those that are not there
   * are inserted. Rows are told apart by the table's `identity`.
   */
  async insertMissing(table: Table, blocks: readonly Uint8Array[], token: string, signal?: AbortSignal): Promise<void> {
    if (!table.identity) throw new TypeError(`rows of ${table.name} have no identity`);
    const { row, time } = table.identity;
    const staging = `staging_${token.replaceAll(/\W/g, "")}`;
    await this.command(`DROP TABLE IF EXISTS ${staging} SYNC`);
    await this.command(`CREATE TABLE ${staging} ENGINE = Memory AS SELECT * FROM ${table.name} LIMIT 0`);
    try {
      await this.insertNative(staging, blocks, "", signal);
      await this.command(
        `INSERT INTO ${table.name} SELECT * FROM ${staging} WHERE ${row} NOT IN (
           SELECT ${row} FROM ${table.name} WHERE ${time} IN (SELECT ${time} FROM ${staging})
           AND ${time} BETWEEN (SELECT min(${time}) FROM ${staging}) AND (SELECT max(${time}) FROM ${staging}))`, // bounds prune, equal times keep the set small
        { settings: { ...INSERT_SETTINGS, insert_deduplication_token: token }, ...(signal && { signal }) },
      );
    } finally {
      await this.command(`DROP TABLE IF EXISTS ${staging} SYNC`);
    }
  }

  /** Whether ClickHouse answers a query of this user within 2 s. */
  async answers(): Promise<boolean> {
    try {
      await this.query("SELECT 1", { signal: AbortSignal.timeout(2_000) });
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** Whether the connection ended without an answer. */
function wasCut(error: unknown): boolean {
  return /^(?:ECONNRESET|EPIPE)$/.test((error as { code?: string }).code ?? "");
}

/**
 * Codes of ClickHouse errors that lie in the data: the same rows would be refused again. Everything else (memory, disk, rights, a missing
 * table, no connection) passes, or somebody repairs it.
 */
const DATA_ERRORS: ReadonlySet<string> = new Set([
  "6", // CANNOT_PARSE_TEXT
  "9", // SIZES_OF_COLUMNS_DOESNT_MATCH
  "27", // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  "53", // TYPE_MISMATCH
  "69", // ARGUMENT_OUT_OF_BOUND
  "70", // CANNOT_CONVERT_TYPE
  "117", // INCORRECT_DATA
  "128", // TOO_LARGE_ARRAY_SIZE
  "131", // TOO_LARGE_STRING_SIZE
  "190", // SIZES_OF_ARRAYS_DONT_MATCH
  "349", // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  "407", // DECIMAL_OVERFLOW
  "469", // VIOLATED_CONSTRAINT
  "691", // UNKNOWN_ELEMENT_OF_ENUM
]);

/** Whether ClickHouse refuses these very rows for good. */
export function isRefusedForGood(error: unknown): boolean {
  return error instanceof ClickHouseError && DATA_ERRORS.has(error.code);
}
