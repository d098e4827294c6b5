import { longestKept, type Retention, type SignalName } from "@throughline/model";
import { replicated } from "./replicated.ts";

/**
 * How a table is described: once, here, for everyone. The DDL, the header of the Native blocks that the collector sends and
 * the read side all derive from the same definition.
 */

/** A column: its ClickHouse type, and the codec and comment for the DDL. */
export interface Column {
  readonly type: string;
  readonly codec?: string;
  readonly comment?: string;
}

/** A table that rows are inserted into, or that a view fills. */
export interface Table<Columns extends Record<string, Column> = Record<string, Column>> {
  readonly name: string;
  readonly columns: Columns;
  /** `ALIAS` columns (computed when read) and skip indexes, as lines of the DDL. */
  readonly extras?: readonly string[];
  readonly engine: string;
  readonly partitionBy?: string;
  /** Declared shorter than the sorting key: raw time beside a function of time in it would cost all pruning (measured). */
  readonly primaryKey?: string;
  readonly orderBy: string;
  /** Whose items its rows are, or describe: they live as long as the signal that is kept longest. */
  readonly signals: readonly SignalName[];
  /** Expression of type DateTime after which, plus the retention, a row may go. */
  readonly expiresAfter: string;
  readonly settings: Readonly<Record<string, string | number>>;
  /** Expression that tells which shard of a cluster a row goes to: for tables that are inserted into. What a view fills stays where it was filled. */
  readonly shardBy?: string;
  /** Expression that tells rows apart, and column of their time: for tables that batches are inserted into. */
  readonly identity?: { readonly row: string; readonly time: string };
}

/** Fills a table from each insert into another. */
export interface View {
  readonly name: string;
  readonly to: string;
  readonly select: string;
}

/** A definition with its column names kept in the type. */
export function defineTable<const Columns extends Record<string, Column>>(table: Table<Columns>): Table<Columns> {
  return table;
}

/** The names of a table's columns. */
export type ColumnName<T extends Table> = keyof T["columns"] & string;

/** Its `TTL` expression. Expired rows are dropped by whole parts. */
export function ttl(table: Table, retention: Retention): string {
  return `${table.expiresAfter} + ${keptFor(table, retention)}`;
}

/** The part of it that depends on the retention, which ClickHouse shows as it was given. */
export function keptFor({ signals }: Table, retention: Retention): string {
  return `toIntervalSecond(${longestKept(retention, signals)})`;
}

/** What decides how a table is created, beside its definition. */
export interface TableOptions {
  readonly retention: Retention;
  /** Each shard has several servers that hold the same rows. */
  readonly replicated?: boolean;
}

/** `CREATE TABLE IF NOT EXISTS …`, safe to run twice. */
export function createTable(definition: Table, { retention, replicated: isReplicated = false }: TableOptions): string {
  const table = isReplicated ? replicated(definition) : definition;
  const columns = Object.entries(table.columns).map(([name, column]) => `  ${columnLine(name, column)}`);
  const settings = Object.entries(table.settings).map(([name, value]) => settingText(name, value));
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (`,
    [...columns, ...(table.extras ?? []).map((line) => `  ${line}`)].join(",\n"),
    `) ENGINE = ${table.engine}`,
    ...(table.partitionBy ? [`PARTITION BY ${table.partitionBy}`] : []),
    ...(table.primaryKey ? [`PRIMARY KEY ${table.primaryKey}`] : []),
    `ORDER BY ${table.orderBy}`,
    `TTL ${ttl(table, retention)}`,
    `SETTINGS ${settings.join(", ")}`,
  ].join("\n");
}

function columnLine(name: string, { type, codec, comment }: Column): string {
  return `${name} ${type}${comment ? ` COMMENT '${comment.replaceAll("'", "''")}'` : ""}${codec ? ` CODEC(${codec})` : ""}`;
}

/** `ALTER TABLE … ADD COLUMN IF NOT EXISTS …`, safe to run twice. */
export function addColumn<Columns extends Record<string, Column>>(table: Table<Columns>, name: keyof Columns & string): string {
  return `ALTER TABLE ${table.name} ADD COLUMN IF NOT EXISTS ${columnLine(name, table.columns[name] as Column)}`;
}

/** Gives a table that is there the settings that it has today; safe to run twice. */
export function changeSettings(table: Table, names: readonly string[]): string {
  return `ALTER TABLE ${table.name} MODIFY SETTING ${names.map((name) => settingText(name, table.settings[name] ?? "")).join(", ")}`;
}

function settingText(name: string, value: string | number): string {
  return `${name} = ${typeof value === "number" ? value : `'${value}'`}`;
}

/** Adds an index, given as in `extras`, to a table that is there; safe to run twice. Parts that are there are read as before, until they are merged. */
export function addIndex(table: string, index: string): string {
  return `ALTER TABLE ${table} ADD ${index.replace("INDEX", "INDEX IF NOT EXISTS")}`;
}

/**
 * Makes a view that is there select what it selects today; safe to run twice. It is loaded anew, as after a restart: until then it would give its
 * blocks other tokens than afterwards, and what is sent again after a crash would be counted twice (measured).
 */
export function changeView({ name, select }: View): readonly string[] {
  return [
    `ATTACH TABLE IF NOT EXISTS ${name}`,
    `ALTER TABLE ${name} MODIFY QUERY\n${select}`,
    `DETACH TABLE ${name} SYNC`,
    `ATTACH TABLE ${name}`,
  ];
}

/** `CREATE MATERIALIZED VIEW IF NOT EXISTS …`, safe to run twice. */
export function createView(view: View): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${view.name} TO ${view.to} AS\n${view.select}`;
}
