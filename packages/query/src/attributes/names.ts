import { Parameters, type Run, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { typeWords } from "./attribute-type.ts";
import { type Place, PLACES, type PlaceScope } from "./place.ts";
import { readResourceNames } from "./resource.ts";

export type AttributeScope = PlaceScope | "resource";

export interface AttributeSearch {
  readonly scope: AttributeScope;
  readonly service?: string;
  /** What the key, or the text of a value, begins with. */
  readonly prefix: string;
  readonly range: TimeRange;
  readonly limit: number;
}

export interface AttributeName {
  readonly key: string;
  /** In the words of TraceQL; none: of those that were looked at, none had a value. */
  readonly types: readonly string[];
  /** How many spans, log records or resources were seen to have it. */
  readonly count: number;
}

export interface FoundNames {
  /** The most frequent first. */
  readonly names: readonly AttributeName[];
  /** Not all was read: what began before this, in Unix nanoseconds, was not. */
  readonly readFrom?: bigint;
}

/** Finds the keys of attributes of a scope. */
export async function readAttributeNames(run: Run, search: AttributeSearch): Promise<FoundNames> {
  if (search.scope === "resource") return { names: await readResourceNames(run, search) };
  const place = PLACES[search.scope];
  const [keys, [read]] = await Promise.all([
    run<{ key: string; letters: string[]; count: string }>(keysStatement(place, search)),
    run<{ rows: string; firstNano: string }>(rowsStatement(place, search)),
  ]);
  const names = keys.map(({ key, letters, count }) => ({ key, types: typeWords(letters), count: Number(count) }));
  const wereCut = read !== undefined && Number(read.rows) === place.maxRows;
  return { names, ...(wereCut && { readFrom: BigInt(read.firstNano) }) };
}

function keysStatement(place: Place, search: AttributeSearch): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT key, groupUniqArray(${place.letter}) AS letters, count() AS count
FROM (SELECT ${place.columns} ${newest(parameters, place, search)})
ARRAY JOIN ${place.join}
${search.prefix === "" ? "" : `WHERE startsWith(key, ${parameters.bind("String", search.prefix)})`}
GROUP BY key
ORDER BY count DESC, key
LIMIT ${parameters.bind("UInt32", search.limit)}`);
}

/** How many rows are read, and the time of the first of them, to what the table is sorted by. */
function rowsStatement(place: Place, search: AttributeSearch): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT count() AS rows, toUnixTimestamp(min(bucket)) * 1000000000 AS firstNano
FROM (SELECT ${place.bucket} AS bucket ${newest(parameters, place, search)})`);
}

function newest(parameters: Parameters, place: Place, search: AttributeSearch): string {
  return `${fromWhere(parameters, place, search, search.range)} ORDER BY ${place.bucket} DESC LIMIT ${place.maxRows}`;
}

/** The part of a statement that chooses rows of the place. */
export function fromWhere(
  parameters: Parameters,
  { table, present }: Pick<Place, "table" | "present">,
  search: Pick<AttributeSearch, "service">,
  window: TimeRange,
): string {
  const service = search.service === undefined ? "" : ` AND service = ${parameters.bind("String", search.service)}`;
  return `FROM ${table} WHERE time >= ${parameters.time(window.from)} AND time < ${parameters.time(window.to)}${service} AND ${present}`;
}
