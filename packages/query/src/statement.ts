import type { ClusterPlace } from "@throughline/schema";
import type { ResourceCache } from "./rows/resource-cache.ts";

/** A query for ClickHouse. What users wrote is only ever in `params`. */
export interface Statement {
  readonly sql: string;
  /** Values of `{name:Type}` in the text. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Runs a statement. 64-bit integers come back as decimal strings. @throws QueryTimeout when it takes too long. */
export interface Run {
  /** `end` aborts the statement, also in ClickHouse. */
  <Row>(statement: Statement, end?: AbortSignal): Promise<Row[]>;
  /** Resources of the database that it asks, which need not be read again. */
  readonly resources?: ResourceCache;
  /** Of a cluster, where its rows lie. */
  readonly cluster?: ClusterPlace;
  /** Whether a shard could not be asked, so that its rows are missing from what was given so far. */
  readonly isPartial?: () => boolean;
}

/** Does what `run` does by way of `ask`. */
export function runBy(run: Run, ask: <Row>(statement: Statement) => Promise<Row[]>): Run {
  const { resources, cluster, isPartial } = run;
  return Object.assign(ask, resources && { resources }, cluster && { cluster }, isPartial && { isPartial });
}

/** ClickHouse did not finish a query within the time that it may take. */
export class QueryTimeout extends Error {
  override readonly name = "QueryTimeout";
}

export type ParameterType = "String" | "Int64" | "UInt64" | "Float64" | "UInt32" | "Array(String)";

/** Most strings in one parameter. */
const STRINGS = 1_900;

/** Collects the values of one statement and gives the text that stands for each. */
export class Parameters {
  readonly #values: Record<string, unknown> = {};
  #count = 0;

  /** The text that stands for `value` in the SQL, such as `{p0:String}`. */
  bind(type: ParameterType, value: string | number | bigint | readonly string[]): string {
    const name = `p${this.#count++}`;
    this.#values[name] = typeof value === "bigint" ? value.toString() : value;
    return `{${name}:${type}}`;
  }

  /** How many there are so far. */
  get count(): number {
    return this.#count;
  }

  /** A time in Unix nanoseconds. A constant for the planner: it prunes by key. */
  time(nanos: bigint): string {
    return `fromUnixTimestamp64Nano(${this.bind("Int64", nanos)}, 'UTC')`;
  }

  /** A trace ID from hex. */
  traceId(hex: string): string {
    return `toFixedString(unhex(${this.bind("String", hex)}), 16)`;
  }

  /** A span ID from hex. */
  spanId(hex: string): string {
    return `toFixedString(unhex(${this.bind("String", hex)}), 8)`;
  }

  /** A set of trace IDs from hex, for `IN`. One alone is a constant, which spares a short query a subquery. */
  traceIds(hex: readonly string[]): string {
    if (hex.length === 1) return `(${this.traceId(hex[0] as string)})`;
    return `(SELECT toFixedString(unhex(arrayJoin(${this.strings(hex)})), 16))`;
  }

  /** An array of any number of strings, none longer than 64 characters: ClickHouse takes no more than 128 KiB in one parameter. */
  strings(values: readonly string[]): string {
    if (values.length <= STRINGS) return this.bind("Array(String)", values);
    const parts: string[] = [];
    for (let at = 0; at < values.length; at += STRINGS) parts.push(this.bind("Array(String)", values.slice(at, at + STRINGS)));
    return `arrayConcat(${parts.join(", ")})`;
  }

  statement(sql: string): Statement {
    return { sql, params: this.#values };
  }
}
