import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Retention } from "@throughline/model";
import { StartError } from "@throughline/pipeline";
import { keptFor, migrations, type TableOptions, tables, ttl } from "@throughline/schema";
import { ClickHouse, type ClickHouseOptions } from "./client.ts";
import { makeDistributed } from "./cluster/make-distributed.ts";
import { serversOf } from "./cluster/cluster.ts";
import { isReplicated } from "./cluster/is-replicated.ts";
import { isUnreachable } from "./unreachable.ts";
import { readSchemaVersion, SCHEMA_VERSION } from "./schema-version.ts";

const LOCK_POLL_MS = 100;

const TABLE_EXISTS = "57";

/** The oldest ClickHouse whose text index our log table can use. */
const OLDEST_VERSION = [26, 2] as const;

export interface MigrateOptions {
  readonly retention: Retention;
  /** A lock whose holder has not finished after this long is taken from it: a migration takes milliseconds. Default 10 s. */
  readonly lockStaleSeconds?: number;
}

/**
 * Brings the database to the newest version of the schema and its retention to what is configured; creates it if missing. Of a cluster: on every
 * server, one after the other, whatever becomes of the others.
 * Safe to run twice and from several processes: they take turns by a lock, and each statement may be run twice.
 * @throws StartError when a server cannot be reached, refuses us or is too old, or the database was written by a newer version.
 */
export async function migrate(options: ClickHouseOptions, migration: MigrateOptions): Promise<void> {
  const failures = await migrateServers(options, migration);
  const failure = failures.find((error) => !isUnreachable(error)) ?? failures[0]; // what waiting does not change is said first
  if (failure) throw failure;
}

/**
 * The same where one server of a cluster is enough: those that are away are brought to it by whoever starts when they are back.
 * @throws StartError when none can be reached, or as above.
 */
export async function migrateReachable(options: ClickHouseOptions, migration: MigrateOptions): Promise<void> {
  const failures = await migrateServers(options, migration);
  const failure = failures.find((error) => !isUnreachable(error));
  if (failure) throw failure;
  if (failures[0] && failures.length === serversOf(options).length) throw failures[0];
}

/** Why it cannot be done, server by server. */
async function migrateServers(options: ClickHouseOptions, migration: MigrateOptions): Promise<Error[]> {
  const failures: Error[] = [];
  for (const server of serversOf(options)) await migrateServer(server, options, migration).catch((error: Error) => failures.push(error));
  return failures;
}

async function migrateServer(server: ClickHouseOptions, options: ClickHouseOptions, migration: MigrateOptions): Promise<void> {
  const outside = new ClickHouse({ ...server, database: "default" });
  const inside = new ClickHouse(server);
  try {
    await prepare(outside, options.database).catch((error: Error) => {
      throw new StartError(`Cannot use ClickHouse at ${server.url}: ${error.message.trim()}`, { cause: error });
    });
    const { retention } = migration;
    const replicated = options.cluster !== undefined && (await isReplicated(inside, options.cluster));
    await withLock(inside, migration.lockStaleSeconds ?? 10, async () => {
      await applyMissing(inside, { retention, replicated });
      await applyRetention(inside, retention);
      if (options.cluster) await makeDistributed(inside, options);
    });
  } finally {
    await outside.close();
    await inside.close();
  }
}

const RETRY_MS = 1_000;

/**
 * The same for a server that may be away for now: tries until it can be reached or `signal` is aborted, and says once on `onAway` that it cannot.
 * @throws StartError for what waiting does not change: a wrong password, a server that is too old.
 */
export async function migrateWhenReachable(
  options: ClickHouseOptions,
  migration: MigrateOptions,
  { signal, onAway }: { signal: AbortSignal; onAway: (reason: string) => void },
): Promise<void> {
  for (let said = false; !signal.aborted; said = true) {
    try {
      return await migrate(options, migration);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (!said) onAway((error as Error).message);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

async function prepare(clickhouse: ClickHouse, database: string): Promise<void> {
  const [row] = await clickhouse.query<{ version: string }>("SELECT version() AS version");
  const [major = 0, minor = 0] = (row?.version ?? "").split(".").map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]))
    throw new Error(`its version is ${row?.version}, and ${OLDEST_VERSION.join(".")} or newer is needed`);
  await clickhouse.command(`CREATE DATABASE IF NOT EXISTS ${database}`);
}

async function applyMissing(clickhouse: ClickHouse, options: TableOptions): Promise<void> {
  await clickhouse.command(
    "CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY version",
  );
  const current = await readSchemaVersion(clickhouse);
  if (current > SCHEMA_VERSION)
    throw new StartError(
      `Cannot use database "${clickhouse.database}": its schema version ${current} is newer than this program's ${SCHEMA_VERSION}`,
    );
  for (const migration of migrations) {
    const { version, name } = migration;
    if (version <= current) continue;
    for (const statement of migration.statements(options)) await clickhouse.command(statement);
    await clickhouse.command("INSERT INTO schema_migrations (version, name) VALUES ({version:UInt32}, {name:String})", {
      params: { version, name },
    });
  }
}

/**
 * Retention is configuration, not history: it is compared at each start. A change reads one column of what is stored, in the background (measured:
 * 40 ns a row), and nothing where a table keeps what it has.
 */
async function applyRetention(clickhouse: ClickHouse, retention: Retention): Promise<void> {
  const rows = await clickhouse.query<{ name: string; create_table_query: string }>(
    "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase()",
  );
  const queries = new Map(rows.map((row) => [row.name, row.create_table_query]));
  for (const table of tables) {
    if (queries.get(table.name)?.includes(keptFor(table, retention))) continue;
    await clickhouse.command(`ALTER TABLE ${table.name} MODIFY TTL ${ttl(table, retention)}`);
  }
}

/** Creating a table fails if it exists, which makes it a lock that every ClickHouse has. */
async function withLock(clickhouse: ClickHouse, staleSeconds: number, work: () => Promise<void>): Promise<void> {
  const owner = randomUUID();
  while (!(await tryLock(clickhouse, owner))) {
    await breakStaleLock(clickhouse, staleSeconds);
    await sleep(LOCK_POLL_MS);
  }
  try {
    await work();
  } finally {
    const [lock] = await clickhouse.query<{ owner: string }>(
      "SELECT comment AS owner FROM system.tables WHERE database = currentDatabase() AND name = 'schema_lock'",
    );
    if (lock?.owner === owner) await clickhouse.command("DROP TABLE IF EXISTS schema_lock SYNC");
  }
}

async function tryLock(clickhouse: ClickHouse, owner: string): Promise<boolean> {
  try {
    await clickhouse.command(`CREATE TABLE schema_lock (owner String) ENGINE = Memory COMMENT '${owner}'`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === TABLE_EXISTS) return false;
    throw error;
  }
}

async function breakStaleLock(clickhouse: ClickHouse, staleSeconds: number): Promise<void> {
  const [stale] = await clickhouse.query<{ owner: string }>(
    `SELECT comment AS owner FROM system.tables WHERE database = currentDatabase() AND name = 'schema_lock'
     AND metadata_modification_time < now() - toIntervalSecond(${staleSeconds})`,
  );
  // Renamed first, so that only one of several waiters removes it. Should two of them take each other's lock all the same, both run: each
  // statement may be run twice.
  if (stale) {
    const name = `schema_lock_${stale.owner.replaceAll("-", "")}`;
    await clickhouse.command(`RENAME TABLE schema_lock TO ${name}`).catch(() => {});
    await clickhouse.command(`DROP TABLE IF EXISTS ${name} SYNC`);
  }
}
