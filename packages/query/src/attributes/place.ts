/** Where rows have attributes of one scope, as SQL on a row of the table. */
export interface Place {
  readonly table: "spans" | "logs";
  /** What the table is sorted by: its newest rows are read by it without a look at the others. */
  readonly bucket: string;
  /** Whether the row has any, at little cost to read. */
  readonly present: string;
  /** Columns that tell keys and types. */
  readonly columns: string;
  /** `ARRAY JOIN` of these columns that gives a row for each `key`. */
  readonly join: string;
  /** Of such a row: the letter of the type (see the schema's `attribute.ts`). */
  readonly letter: string;
  /** Whether the row has an attribute whose key is `key`, which is SQL. */
  has(key: string): string;
  /** Pairs of text and letter of the attributes whose key is `key`, which is SQL. */
  pairsOf(key: string): string;
  /** Most rows that are read for their keys: 0.13 s of CPU for 300 000 with a dozen keys each (measured). */
  readonly maxRows: number;
}

const letterAt = (types: string, index: string): string => `if(${types} = '', 's', substring(${types}, ${index}, 1))`;
const lettersOf = (types: string, keys: string): string => `arrayMap(i -> ${letterAt(types, "i")}, arrayEnumerate(${keys}))`;

const TEN_MINUTES = "toStartOfTenMinutes(time)";

/** A map beside the row: its keys have a column of their own, which is cheap to read. */
function ofRow(table: Place["table"]): Place {
  return {
    table,
    bucket: table === "spans" ? TEN_MINUTES : "toStartOfMinute(time)",
    present: "notEmpty(attributes.keys)", // not of the map itself, which would be read (measured)
    columns: "attributes.keys AS ks, attribute_types AS ts",
    join: "ks AS key, arrayEnumerate(ks) AS at",
    letter: letterAt("ts", "at"),
    has: (key) => `has(attributes.keys, ${key})`,
    pairsOf: (key) => `[(attributes[${key}], ${letterAt("attribute_types", `indexOf(attributes.keys, ${key})`)})]`,
    maxRows: 300_000,
  };
}

/** Arrays of maps: of events or links. Few spans have them. */
function ofParts(present: string, maps: string, types: string): Place {
  const flat = (map: (m: string, t: string) => string): string => `arrayFlatten(arrayMap((m, t) -> ${map("m", "t")}, ${maps}, ${types}))`;
  const keys = flat((m) => `mapKeys(${m})`);
  const letters = flat((m, t) => lettersOf(t, `mapKeys(${m})`));
  return {
    table: "spans",
    bucket: TEN_MINUTES,
    present,
    columns: `${maps}, ${types}`,
    join: `${keys} AS key, ${letters} AS letterOfKey`,
    letter: "letterOfKey",
    has: (key) => `has(${keys}, ${key})`,
    pairsOf: (key) =>
      pairs(
        key,
        keys,
        flat((m) => `mapValues(${m})`),
        letters,
      ),
    maxRows: 100_000,
  };
}

function pairs(key: string, keys: string, values: string, letters: string): string {
  return `arrayMap(x -> (x.2, x.3), arrayFilter(x -> x.1 = ${key}, arrayZip(${keys}, ${values}, ${letters})))`;
}

/** Members of an AnyValue in OTLP/JSON, the letters of their types, and how to get their text. */
const MEMBERS = [
  ["stringValue", "s", "JSONExtractString(a, 'value', 'stringValue')"],
  ["boolValue", "b", "JSONExtractRaw(a, 'value', 'boolValue')"],
  ["intValue", "i", "trim(BOTH '\"' FROM JSONExtractRaw(a, 'value', 'intValue'))"],
  ["doubleValue", "d", "trim(BOTH '\"' FROM JSONExtractRaw(a, 'value', 'doubleValue'))"],
] as const;

function ofScope(): Place {
  const each = (expression: string): string => `arrayMap(a -> ${expression}, JSONExtractArrayRaw(scope_rest, 'attributes'))`;
  const choose = (of: (member: (typeof MEMBERS)[number]) => string): string =>
    `multiIf(${MEMBERS.map((member) => `JSONHas(a, 'value', '${member[0]}'), ${of(member)}`).join(", ")}, '')`;
  const keys = each("JSONExtractString(a, 'key')");
  const letters = each(choose(([, letter]) => `'${letter}'`));
  return {
    table: "spans",
    bucket: TEN_MINUTES,
    present: "scope_rest != ''",
    columns: "scope_rest",
    join: `${keys} AS key, ${letters} AS letterOfKey`,
    letter: "letterOfKey",
    has: (key) => `has(${keys}, ${key})`,
    pairsOf: (key) => pairs(key, keys, each(choose(([, , text]) => text)), letters),
    maxRows: 100_000,
  };
}

/** By scope. Resources are a table of their own: see `resource.ts`. */
export const PLACES = {
  span: ofRow("spans"),
  event: ofParts("notEmpty(event_times)", "event_attributes", "event_attribute_types"),
  link: ofParts("notEmpty(link_trace_ids)", "link_attributes", "link_attribute_types"),
  instrumentation: ofScope(),
  log: ofRow("logs"),
} as const satisfies Record<string, Place>;

export type PlaceScope = keyof typeof PLACES;
