import { Parameters, type Run, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { typeWords } from "./attribute-type.ts";
import { type Place, PLACES, type PlaceScope } from "./place.ts";
import { readResourceNames } from "./resource.ts";
import { scanNewest } from "./scan.ts";

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

/** Most different keys that are looked at in one window. */
const MAX_KEYS = 10_000;
/** Rows whose types are looked at in one window: of a key, nearly all have the same. */
const TYPED_ROWS = 20_000;

/** Finds the keys of attributes of a scope. */
export async function readAttributeNames(run: Run, search: AttributeSearch): Promise<FoundNames> {
  if (search.scope === "resource") return { names: await readResourceNames(run, search) };
  const place = PLACES[search.scope];
  const found = new Map<string, { count: number; letters: Set<string> }>();
  const readFrom = await scanNewest(search.range, place.maxRows, async (window, limit) => {
    const [[total], keys, types] = await Promise.all([
      run<{ rows: string }>(rowsStatement(place, search, window, limit)),
      run<{ key: string; count: string }>(keysStatement(place, search, window, limit)),
      run<{ key: string; letters: string[] }>(typesStatement(place, search, window)),
    ]);
    const lettersOf = new Map(types.map(({ key, letters }) => [key, letters]));
    for (const { key, count } of keys) {
      const known = found.get(key) ?? { count: 0, letters: new Set<string>() };
      found.set(key, known);
      known.count += Number(count);
      for (const letter of lettersOf.get(key) ?? []) known.letters.add(letter);
    }
    return Number(total?.rows ?? 0);
  });
  const most = [...found].toSorted(([a, { count: m }], [b, { count: n }]) => n - m || (a < b ? -1 : 1)).slice(0, search.limit);
  await addTypes(run, place, search, new Map(most.filter(([, { letters }]) => letters.size === 0)));
  const names = most.map(([key, { count, letters }]) => ({ key, types: typeWords(letters), count }));
  return { names, ...(readFrom !== undefined && { readFrom }) };
}

/** Of keys too rare to be among the rows whose types were looked at. */
async function addTypes(
  run: Run,
  place: Place,
  search: AttributeSearch,
  rare: ReadonlyMap<string, { letters: Set<string> }>,
): Promise<void> {
  if (rare.size === 0) return;
  const rows = await run<{ key: string; letters: string[] }>(typesStatement(place, search, search.range, [...rare.keys()]));
  for (const { key, letters } of rows) for (const letter of letters) rare.get(key)?.letters.add(letter);
}

function rowsStatement(place: Place, search: AttributeSearch, window: TimeRange, limit: number): Statement {
  const parameters = new Parameters();
  return parameters.statement(
    `SELECT count() AS rows FROM (SELECT 1 ${fromWhere(parameters, place, search, window)} LIMIT ${parameters.bind("UInt32", limit)})`,
  );
}

function keysStatement(place: Place, search: AttributeSearch, window: TimeRange, limit: number): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT key, count() AS count
FROM (SELECT ${place.keys} AS ks ${fromWhere(parameters, place, search, window)} LIMIT ${parameters.bind("UInt32", limit)})
ARRAY JOIN ks AS key
${beginning(parameters, search)}
GROUP BY key
ORDER BY count DESC, key
LIMIT ${MAX_KEYS}`);
}

function typesStatement(place: Place, search: AttributeSearch, window: TimeRange, among?: readonly string[]): Statement {
  const parameters = new Parameters();
  const having = among ? ` AND hasAny(${place.keys}, ${parameters.strings(among)})` : "";
  return parameters.statement(`SELECT key, groupUniqArray(letter) AS letters
FROM (SELECT ${place.keys} AS ks, ${place.letters} AS ls ${fromWhere(parameters, place, search, window)}${having} LIMIT ${TYPED_ROWS})
ARRAY JOIN ks AS key, ls AS letter
${beginning(parameters, search)}
GROUP BY key
LIMIT ${MAX_KEYS}`);
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

function beginning(parameters: Parameters, { prefix }: AttributeSearch): string {
  return prefix === "" ? "" : `WHERE startsWith(key, ${parameters.bind("String", prefix)})`;
}
