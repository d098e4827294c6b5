/** Where rows have attributes of one scope, as SQL on a row of the table. */
export interface Place {
  readonly table: "spans" | "logs";
  /** Whether the row has any, at little cost to read. */
  readonly present: string;
  /** Keys, one for each attribute. */
  readonly keys: string;
  /** Letters of their types, in the same order (see the schema's `attribute.ts`). */
  readonly letters: string;
  /** Pairs of text and letter of the attributes whose key is `key`, which is SQL. */
  pairsOf(key: string): string;
  /** Most rows that are read for their keys. */
  readonly maxRows: number;
}

const letterAt = (types: string, index: string): string => `if(${types} = '', 's', substring(${types}, ${index}, 1))`;
const lettersOf = (types: string, map: string): string => `arrayMap(i -> ${letterAt(types, "i")}, arrayEnumerate(mapKeys(${map})))`;

/** A map beside the row: its keys have a column of their own, which is cheap to read (a tenth of a second for a million spans, measured). */
function ofRow(table: Place["table"]): Place {
  return {
    table,
    present: "notEmpty(attributes)",
    keys: "attributes.keys",
    letters: lettersOf("attribute_types", "attributes"),
    pairsOf: (key) => `[(attributes[${key}], ${letterAt("attribute_types", `indexOf(attributes.keys, ${key})`)})]`,
    maxRows: 1_000_000,
  };
}

/** Arrays of maps: of events or links. Few spans have them. */
function ofParts(present: string, maps: string, types: string): Place {
  const flat = (map: (m: string, t: string) => string): string => `arrayFlatten(arrayMap((m, t) -> ${map("m", "t")}, ${maps}, ${types}))`;
  const keys = flat((m) => `mapKeys(${m})`);
  const letters = flat((m, t) => lettersOf(t, m));
  return {
    table: "spans",
    present,
    keys,
    letters,
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
    present: "scope_rest != ''",
    keys,
    letters,
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
