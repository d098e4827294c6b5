import { Parameters, type Run, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { LISTED_LETTERS, typeWords } from "./attribute-type.ts";
import { type Column, COLUMNS, readFromRed } from "./intrinsic.ts";
import { type AttributeSearch, fromWhere } from "./names.ts";
import { PLACES } from "./place.ts";
import { readResourceValues } from "./resource.ts";
import { scanNewest } from "./scan.ts";

export interface AttributeValue {
  /** Its text. */
  readonly value: string;
  /** In the words of TraceQL; `keyword`: one of the few that an intrinsic can be. */
  readonly type: string;
  /** How many spans, log records or resources were seen to have it. */
  readonly count: number;
}

export interface FoundValues {
  /** The most frequent first. */
  readonly values: readonly AttributeValue[];
  /** Not all was read: what began before this, in Unix nanoseconds, was not. */
  readonly readFrom?: bigint;
}

/** Rows that are read of those that have a value: more would not change much which ones are the most frequent. */
const MAX_ROWS = 200_000;
/** Most different values that are looked at in one window. */
const MAX_VALUES = 10_000;

/** Finds the values of an attribute: texts, numbers and booleans; arrays and lists are not among them. */
export async function readAttributeValues(run: Run, key: string, search: AttributeSearch): Promise<FoundValues> {
  if (search.scope === "resource") {
    const ofService = key === "service.name" ? readFromRed(run, "service", search) : readResourceValues(run, key, search);
    return { values: await ofService };
  }
  const place = PLACES[search.scope];
  return readNewestValues(run, search, (window, limit) => {
    const parameters = new Parameters();
    const k = parameters.bind("String", key);
    return valuesStatement(
      parameters,
      search,
      `SELECT arrayJoin(${place.pairsOf(k)}) AS pair, pair.1 AS value, pair.2 AS letter ${fromWhere(parameters, { ...place, present: place.has(k) }, search, window)}`,
      limit,
    );
  });
}

/** Finds the values of an intrinsic of TraceQL; none of one whose values cannot be listed, such as durations. */
export async function readIntrinsicValues(run: Run, name: string, search: Omit<AttributeSearch, "scope">): Promise<FoundValues> {
  if (name === "name" || name === "kind") return { values: await readFromRed(run, name, search) };
  const column = Object.hasOwn(COLUMNS, name) ? (COLUMNS[name] as Column) : undefined;
  if (!column) return { values: [] };
  return readNewestValues(run, search, (window, limit) => {
    const parameters = new Parameters();
    return valuesStatement(
      parameters,
      search,
      `SELECT ${column.value} AS value, '${column.letter}' AS letter ${fromWhere(parameters, { table: "spans", present: column.present }, search, window)}`,
      limit,
    );
  });
}

interface Row {
  readonly value: string;
  readonly letter: string;
  readonly count: string;
  /** All rows of the window that were read. */
  readonly rows: string;
}

function valuesStatement(parameters: Parameters, { prefix }: Pick<AttributeSearch, "prefix">, rows: string, limit: number): Statement {
  return parameters.statement(`SELECT value, letter, count() AS count, sum(count) OVER () AS rows
FROM (${rows} AND startsWith(value, ${parameters.bind("String", prefix)}) AND letter IN ${LISTED_LETTERS} LIMIT ${parameters.bind("UInt32", limit)})
GROUP BY value, letter
ORDER BY count DESC, value
LIMIT ${MAX_VALUES}`);
}

async function readNewestValues(
  run: Run,
  { range, limit }: Pick<AttributeSearch, "range" | "limit">,
  statement: (window: TimeRange, limit: number) => Statement,
): Promise<FoundValues> {
  const found = new Map<string, { value: string; letter: string; count: number }>();
  const readFrom = await scanNewest(range, MAX_ROWS, async (window, left) => {
    const rows = await run<Row>(statement(window, left));
    for (const { value, letter, count } of rows) {
      const known = found.get(letter + value) ?? { value, letter, count: 0 };
      found.set(letter + value, known);
      known.count += Number(count);
    }
    return Number(rows[0]?.rows ?? 0);
  });
  const values = [...found.values()]
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit)
    .map(({ value, letter, count }) => ({ value, type: typeWords([letter])[0] ?? "string", count }));
  return { values, ...(readFrom !== undefined && { readFrom }) };
}
