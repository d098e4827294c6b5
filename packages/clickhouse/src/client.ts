import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";

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

/** The one way to ClickHouse, embedded or not: HTTP. Safe to use concurrently; all methods throw `ClickHouseError` for what the server refuses. */
export class ClickHouse {
  readonly database: string;
  readonly #client: ClickHouseClient;

  constructor(options: ClickHouseOptions) {
    this.database = options.database;
    this.#client = createClient({
      url: options.url,
      username: options.username,
      password: options.password,
      database: options.database,
      application: "throughline",
      request_timeout: 60_000,
      max_open_connections: 32,
      log: { level: ClickHouseLogLevel.OFF }, // errors are thrown; who catches them says it once
      keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1, cancel_http_readonly_queries_on_client_close: 1 },
    });
  }

  /** Rows of a SELECT as objects; 64-bit integers are decimal strings. */
  async query<Row>(sql: string, { params, settings, signal }: QueryOptions = {}): Promise<Row[]> {
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
  async insertNative(table: string, blocks: readonly Uint8Array[], token: string): Promise<void> {
    // `insert` refuses Native and `command` sends nothing (client 1.23, measured): `exec` it is, and its answer must be drained.
    const { stream } = await this.#client.exec({
      query: `INSERT INTO ${table} FORMAT Native`,
      values: Readable.from(blocks, { objectMode: false }),
      clickhouse_settings: { insert_deduplication_token: token, async_insert: 0 },
    });
    for await (const chunk of stream) void chunk;
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

/** Codes of ClickHouse errors after which the same request may succeed later: memory, too many parts or queries, time-outs, read-only. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  "159",
  "164",
  "202",
  "209",
  "210",
  "241",
  "242",
  "243",
  "252",
  "319",
  "394",
  "425",
  "999",
]);

/** Whether the same request would fail again: true for what the server refuses for good, false for what passes by itself. */
export function isPermanent(error: unknown): boolean {
  return error instanceof ClickHouseError && !RETRYABLE_CODES.has(error.code);
}
