import type { Field, IntrinsicName } from "@throughline/traceql";
import type { Parameters } from "../../../statement.ts";
import { NO_PARENT } from "../../sql/intrinsic.ts";

/**
 * A place in which a field is looked for, as SQL. Its value is told by the letter of its type and its text, as attributes are stored: of
 * several values of events or links the first, and what no query compares is an array without elements.
 */
export interface FieldPlace {
  /** On the row of which table it lies. */
  readonly on: Table;
  /** Empty: it is not there. */
  readonly type: string;
  text(): string;
  /** The number of it, NaN if it is none; `undefined`: it may have several. */
  number?(): string;
  /** All numbers of it as an array of Float64. */
  numbers(): string;
}

export type Table = "spans" | "resources";

/** Gives SQL about the rows of a table a name that further SQL about them can use. */
export type NameSql = (on: Table, sql: string) => string;

/** The places of a field: the first in which it is there counts. `undefined`: the row of a span does not tell it. */
export function fieldPlaces(parameters: Parameters, field: Field, name: NameSql): readonly FieldPlace[] | undefined {
  if (field.type === "intrinsic") {
    const place = intrinsicPlace(field.name, name);
    return place && [place];
  }
  if (field.ofParent) return undefined;
  const key = parameters.bind("String", field.key);
  if (field.scope !== "any") return [PLACES[field.scope](key, name, field.key)];
  const places = [];
  for (const place of Object.values(PLACES)) {
    const next = place(key, name, field.key);
    places.push(next);
    if (next.type === STRING) break; // it is there always
  }
  return places;
}

/** Gives the place of an attribute whose key is a parameter, and what that says. */
type PlaceOf = (key: string, name: NameSql, text: string) => FieldPlace;

/** In the order in which an attribute without a scope is looked for. */
const PLACES: Readonly<Record<"span" | "resource" | "event" | "link" | "instrumentation", PlaceOf>> = {
  span: (key, name) => ofRow("spans", key, name),
  resource: (key, name, text) => (text === SERVICE_NAME ? single("spans", STRING, "service") : ofRow("resources", key, name)),
  event: (key, name) => ofItems("event", key, name),
  link: (key, name) => ofItems("link", key, name),
  instrumentation: ofScope,
};

const SERVICE_NAME = "service.name";
const STRING = "'s'";
const INT = "'i'";

function single(on: Table, type: string, text: string): FieldPlace {
  return ofOne({ on, type, text: () => text, number: () => number(type, text) });
}

function ofOne(place: Omit<FieldPlace, "numbers"> & { number(): string }): FieldPlace {
  return { ...place, numbers: () => `[${place.number()}]` };
}

function number(type: string, text: string): string {
  return `multiIf(${type} = ${INT}, toFloat64(toInt64OrZero(${text})), ${type} = 'd', toFloat64OrZero(${text}), nan)`;
}

/** The letter of a type as it is stored, where there may be none. */
function letter(index: string, types: string): string {
  return `multiIf(${index} = 0, '', ${types} = '', 's', substring(${types}, ${index}, 1))`;
}

function typeOf(stored: string): string {
  return `multiIf(${stored} IN ('n', '-'), '', ${stored} IN ('x', 'k'), 'a', ${stored})`;
}

/** One text for values that are equal: a negative zero is zero, and arrays without elements are alike. */
function textOf(stored: string, text: string): string {
  const isEmpty = `${stored} IN ('x', 'k') OR (${stored} = 'a' AND empty(JSONExtractArrayRaw(${text}, 'values')))`;
  return `multiIf(${isEmpty}, '{}', ${stored} = 'd' AND ${text} = '-0', '0', ${text})`;
}

/** An attribute of a span or a resource: both hold them in the same columns. */
function ofRow(on: Table, key: string, name: NameSql): FieldPlace {
  const stored = name(on, letter(name(on, `indexOf(attributes.keys, ${key})`), "attribute_types"));
  const text = (): string => name(on, `toString(attributes[${key}])`);
  return ofOne({ on, type: name(on, typeOf(stored)), text: () => name(on, textOf(stored, text())), number: () => number(stored, text()) });
}

/** Type and text of what is stored, as a tuple. `stored` is one, too, and stands here once: ClickHouse plans what stands often slowly. */
function normalized(stored: string): string {
  return `arrayMap(p -> (${typeOf("p.1")}, ${textOf("p.1", "p.2")}), [${stored}])[1]`;
}

/** An attribute of events or links. */
function ofItems(of: "event" | "link", key: string, name: NameSql): FieldPlace {
  const on = "spans";
  const arrays = `${of}_attributes, ${of}_attribute_types`;
  const stored = `toString(${letter(`indexOf(mapKeys(m), ${key})`, "t")})`;
  const first = `arrayFirst(p -> p.1 NOT IN ('', 'n', '-'), arrayMap((m, t) -> (${stored}, toString(m[${key}])), ${arrays}))`;
  const value = name(on, normalized(first));
  return {
    on,
    type: name(on, `${value}.1`),
    text: () => `${value}.2`,
    numbers: () => `arrayMap((m, t) -> ${number(stored, `m[${key}]`)}, ${arrays})`,
  };
}

const SCOPE_TYPES = {
  stringValue: "s",
  boolValue: "b",
  intValue: "i",
  doubleValue: "d",
  arrayValue: "a",
  bytesValue: "x",
  kvlistValue: "k",
};

/** An attribute of the instrumentation scope, an AnyValue in OTLP/JSON. */
function ofScope(key: string, name: NameSql): FieldPlace {
  const on = "spans";
  const named = `arrayFilter(kv -> JSONExtractString(kv, 'key') = ${key}, JSONExtractArrayRaw(toString(scope_rest), 'attributes'))`;
  const cases = Object.entries(SCOPE_TYPES).map(([field, type]) => `JSONHas(v, '${field}'), '${type}'`);
  const others = ["boolValue", "intValue", "doubleValue", "arrayValue"].map((field) => `JSONExtractRaw(v, '${field}')`);
  const text = `concat(JSONExtractString(v, 'stringValue'), trim(BOTH '"' FROM concat(${others.join(", ")})))`;
  const stored = `arrayMap(v -> (multiIf(${cases.join(", ")}, ''), ${text}), [JSONExtractRaw(${named}[1], 'value')])[1]`;
  const value = name(on, normalized(stored));
  return ofOne({ on, type: name(on, `${value}.1`), text: () => `${value}.2`, number: () => number(`${value}.1`, `${value}.2`) });
}

/** Those of one text. Status and kind are shown as text, and no text is among the values of a field that has them. */
const TEXTS: Partial<Record<IntrinsicName, string>> = {
  name: "name",
  status: "toString(status_code)",
  statusMessage: "status_message",
  kind: "toString(kind)",
  "trace:id": "lower(hex(trace_id))",
  "span:id": "lower(hex(span_id))",
  "instrumentation:name": "scope_name",
  "instrumentation:version": "scope_version",
};

function intrinsicPlace(of: IntrinsicName, name: NameSql): FieldPlace | undefined {
  switch (of) {
    case "duration":
      return ofOne({ on: "spans", type: INT, text: () => "toString(duration)", number: () => "toFloat64(duration)" });
    case "parent":
    case "span:parentID":
      return single("spans", name("spans", `if(${NO_PARENT}, '', 's')`), `if(${NO_PARENT}, '', lower(hex(parent_span_id)))`);
    case "event:name":
      return ofArray("event_names", STRING, (item) => `toString(${item})`, name);
    case "event:timeSinceStart":
      return ofArray("event_times", INT, (item) => `toString(toInt64(${item}) - toUnixTimestamp64Nano(time))`, name);
    case "link:traceID":
      return ofArray("link_trace_ids", STRING, (item) => `lower(hex(${item}))`, name);
    case "link:spanID":
      return ofArray("link_span_ids", STRING, (item) => `lower(hex(${item}))`, name);
    default: {
      const text = TEXTS[of];
      return text === undefined ? undefined : single("spans", STRING, text);
    }
  }
}

function ofArray(column: string, type: string, textOfItem: (item: string) => string, name: NameSql): FieldPlace {
  return {
    on: "spans",
    type: name("spans", `if(empty(${column}), '', ${type})`),
    text: () => name("spans", `if(empty(${column}), '', ${textOfItem(`${column}[1]`)})`),
    numbers: () => `arrayMap(x -> ${number(type, textOfItem("x"))}, ${column})`,
  };
}
