import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import type { ClusterPlace, Table } from "@throughline/schema";
import { type Cluster, clusterPlace, distributedDatabase } from "./cluster/cluster.ts";
import { Servers } from "./cluster/servers.ts";
import { isShardAway } from "./cluster/shard-away.ts";
import { problemOf } from "./problem.ts";

/** Where ClickHouse is and who we are there. */
export interface ClickHouseOptions {
  /** `http://HOST:PORT` or `https://…`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Database of the tables; created by `migrate`. Letters, digits and `_`. */
  readonly database: string;
  /** Undefined: one machine, at `url`. */
  readonly cluster?: Cluster | undefined;
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

/**
 * Of a cluster. What a query asks of other tables is asked of all shards, wherever rows lie, before the shards are asked; an insert is answered
 * when every shard has stored its part, each under the token. A server that hangs is given up like one that refuses: it has so long to greet, and
 * so long to answer an insert; where it was only slow, the token keeps its part from being stored twice.
 */
const CLUSTER_SETTINGS = {
  distributed_product_mode: "global",
  prefer_global_in_and_join: 1,
  distributed_foreground_insert: 1,
  connections_with_failover_max_tries: "1",
  handshake_timeout_ms: 1_000,
  receive_timeout: 15,
} as const satisfies ClickHouseSettings;

/** The one way to ClickHouse, embedded or not: HTTP. Safe to use concurrently; all methods throw `ClickHouseError` for what the server refuses. */
export class ClickHouse {
  readonly database: string;
  /** Where the rows of a cluster lie; undefined on one machine. */
  readonly cluster: ClusterPlace | undefined;
  readonly #servers: Servers;

  /** `readOnly`: ClickHouse refuses every statement that would change anything, whatever the user may do. */
  constructor(options: ClickHouseOptions, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.database = distributedDatabase(options);
    this.cluster = clusterPlace(options);
    this.#servers = new Servers((options.cluster?.urls ?? [options.url]).map((url) => ({ url, client: clientOf(url, options, readOnly) })));
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

  #rows<Row>(sql: string, { params, settings, signal }: QueryOptions): Promise<Row[]> {
    return this.#servers.run(async (client, end) => {
      const result = await client.query({
        query: sql,
        format: "JSONEachRow",
        ...(params && { query_params: params }),
        ...(settings && { clickhouse_settings: settings }),
        ...(end && { abort_signal: end }),
      });
      return result.json<Row>();
    }, signal);
  }

  /** Runs a statement that gives no rows. */
  async command(sql: string, options: QueryOptions = {}): Promise<void> {
    await this.#servers.run((client, signal) => command(client, sql, { ...options, ...(signal && { signal }) }), options.signal);
  }

  /**
   * Inserts Native blocks and resolves when ClickHouse has acknowledged them. The same `token` twice is stored once
   * (per table and view, within `non_replicated_deduplication_window` inserts): a retry must carry it.
   */
  async insertNative(table: string, blocks: readonly Uint8Array[], token: string, signal?: AbortSignal): Promise<void> {
    await this.#servers.run((client, end) => insertNative(client, table, blocks, token, end), signal);
  }

  /**
   * The same where a shard of the cluster is away: every shard that can be reached gets what it would have got with all others, under the same token.
   * Resolves with the number of shards that are still to get their part.
   */
  async insertReachable(table: Table, blocks: readonly Uint8Array[], token: string, signal?: AbortSignal): Promise<number> {
    const shards = await this.#shards();
    let away = 0;
    for (let shard = 1; shard <= shards; shard++) {
      try {
        await this.#servers.run((client, end) => insertPart(client, table, blocks, { shard, shards, token }, end), signal);
      } catch (error) {
        if (!isShardAway(error)) throw error;
        away++;
      }
    }
    return away;
  }

  /** Inserts into one shard, whichever can be reached: for rows that may lie anywhere. */
  async insertSomewhere(table: string, blocks: readonly Uint8Array[], token: string, signal?: AbortSignal): Promise<void> {
    const shards = await this.#shards();
    for (let shard = 1; ; shard++) {
      try {
        return await this.#servers.run(
          (client, end) => insertNative(client, table, blocks, token, end, { insert_shard_id: String(shard) }),
          signal,
        );
      } catch (error) {
        if (!isShardAway(error) || shard === shards) throw error;
      }
    }
  }

  /** At least one: rows must never be taken for stored because there was no shard to store them. */
  async #shards(): Promise<number> {
    const cluster = this.cluster?.cluster ?? "";
    const [row] = await this.query<{ shards: string }>(
      "SELECT uniqExact(shard_num) AS shards FROM system.clusters WHERE cluster = {cluster:String}",
      { params: { cluster } },
    );
    const shards = Number(row?.shards ?? 0);
    if (shards === 0) throw new Error(`the server does not know the cluster "${cluster}"`);
    return shards;
  }

  /**
   * The same for rows of which some may be stored already, and so long ago that their token is forgotten: only those that are not there
   * are inserted. Rows are told apart by the table's `identity`.
   */
  async insertMissing(table: Table, blocks: readonly Uint8Array[], token: string, signal?: AbortSignal): Promise<void> {
    if (!table.identity) throw new TypeError(`rows of ${table.name} have no identity`);
    const { row, time } = table.identity;
    const staging = `staging_${token.replaceAll(/\W/g, "")}`;
    await this.#servers.run(async (client, end) => {
      await command(client, `DROP TABLE IF EXISTS ${staging} SYNC`);
      await command(client, `CREATE TABLE ${staging} ENGINE = Memory AS SELECT * FROM ${table.name} LIMIT 0`);
      try {
        await insertNative(client, staging, blocks, "", end);
        await command(
          client,
          `INSERT INTO ${table.name} SELECT * FROM ${staging} WHERE ${row} NOT IN (
           SELECT ${row} FROM ${table.name} WHERE ${time} IN (SELECT ${time} FROM ${staging})
           AND ${time} BETWEEN (SELECT min(${time}) FROM ${staging}) AND (SELECT max(${time}) FROM ${staging}))`, // bounds prune, equal times keep the set small
          { settings: { ...INSERT_SETTINGS, insert_deduplication_token: token }, ...(end && { signal: end }) },
        );
      } finally {
        await command(client, `DROP TABLE IF EXISTS ${staging} SYNC`);
      }
    }, signal);
  }

  /** Why ClickHouse does not answer a query of this user within 2 s; undefined: it does. */
  async problem(): Promise<string | undefined> {
    const patience = AbortSignal.timeout(2_000);
    try {
      await this.query("SELECT 1", { signal: patience });
      return undefined;
    } catch (error) {
      return patience.aborted ? "ClickHouse does not answer: its time of 2 s is over" : problemOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#servers.close();
  }
}

/** Whether the connection ended without an answer. */
function wasCut(error: unknown): boolean {
  return /^(?:ECONNRESET|EPIPE)$/.test((error as { code?: string }).code ?? "");
}

function clientOf(url: string, options: ClickHouseOptions, readOnly: boolean): ClickHouseClient {
  return createClient({
    url,
    username: options.username,
    password: options.password,
    database: distributedDatabase(options),
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
      ...(options.cluster && CLUSTER_SETTINGS),
      ...(readOnly && { readonly: "2" }), // 1 would refuse settings, such as a query's own limits, too
    },
  });
}

async function command(client: ClickHouseClient, sql: string, { params, settings, signal }: QueryOptions = {}): Promise<void> {
  await client.command({
    query: sql,
    ...(params && { query_params: params }),
    ...(settings && { clickhouse_settings: settings }),
    ...(signal && { abort_signal: signal }),
  });
}

async function insertNative(
  client: ClickHouseClient,
  table: string,
  blocks: readonly Uint8Array[],
  token: string,
  signal?: AbortSignal,
  settings?: ClickHouseSettings,
): Promise<void> {
  await send(client, `INSERT INTO ${table} FORMAT Native`, blocks, { ...settings, insert_deduplication_token: token }, signal);
}

/** Inserts those rows that ClickHouse itself would give to a shard: the remainder of the key says to which. */
async function insertPart(
  client: ClickHouseClient,
  { name, columns, shardBy }: Table,
  blocks: readonly Uint8Array[],
  { shard, shards, token }: { readonly shard: number; readonly shards: number; readonly token: string },
  signal?: AbortSignal,
): Promise<void> {
  const names = Object.keys(columns).join(", ");
  const structure = Object.entries(columns).map(([column, { type }]) => `${column} ${type}`);
  const query = `INSERT INTO ${name} (${names}) SELECT ${names} FROM input('${structure.join(", ").replaceAll("'", "\\'")}') WHERE ${shardBy} % ${shards} = ${shard - 1} FORMAT Native`;
  await send(client, query, blocks, { insert_shard_id: String(shard), insert_deduplication_token: token }, signal);
}

async function send(
  client: ClickHouseClient,
  query: string,
  blocks: readonly Uint8Array[],
  settings: ClickHouseSettings,
  signal?: AbortSignal,
): Promise<void> {
  // `insert` refuses Native and `command` sends nothing (client 1.23, measured): `exec` it is, and its answer must be drained.
  const { stream } = await client.exec({
    query,
    values: Readable.from(blocks, { objectMode: false }),
    clickhouse_settings: { ...INSERT_SETTINGS, ...settings },
    ...(signal && { abort_signal: signal }),
  });
  for await (const chunk of stream) void chunk;
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
