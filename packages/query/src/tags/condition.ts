import type { Parameters } from "../statement.ts";

/**
 * A tag as Jaeger knows it: a key and the text of a value. It is an attribute of the span, of one of its events or links, of its scope
 * or of its resource, or one of the few names under which Jaeger shows what OTLP has fields for. Numbers and booleans match by their text.
 */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Where a tag of a span may be, in SQL on a row of `spans`. */
export interface TagPlaces {
  /** The span has it among its attributes, as far as the index tells: a row without it is ruled out. */
  readonly indexed: string;
  /** What must hold, at little cost to read, of a row whose tag is anywhere else. */
  readonly elsewhere: string;
  /** It is anywhere else. */
  readonly beside: string;
  /** It is there, be it here or there. */
  readonly anywhere: string;
}

/** Where a tag may be found. */
export function tagPlaces(parameters: Parameters, { key, value }: Tag): TagPlaces {
  const k = parameters.bind("String", key);
  const v = parameters.bind("String", value);
  const among = (map: string): string => `${map}[${k}] = ${v}${value === "" ? ` AND mapContains(${map}, ${k})` : ""}`;
  const ofResource = `resource IN (SELECT resource FROM resources WHERE ${among("attributes")})`;
  const ofEvents = `arrayExists(m -> ${among("m")}, event_attributes)${key === "event" ? ` OR has(event_names, ${v})` : ""}`;
  const ofScope = `arrayExists(a -> JSONExtractString(a, 'key') = ${k} AND (${SCALARS.map(([name, text]) => `JSONHas(a, 'value', '${name}') AND ${text} = ${v}`).join(" OR ")}),
    JSONExtractArrayRaw(scope_rest, 'attributes'))`;
  const ofField = FIELDS.get(key)?.(v, value) ?? "false";
  const beside = `(${ofField} OR ${ofEvents} OR arrayExists(m -> ${among("m")}, link_attributes) OR ${ofScope} OR ${ofResource})`;
  return {
    indexed: `has(items, ${parameters.bind("String", `${key}=${value}`)})`,
    elsewhere: `(${ofField} OR notEmpty(event_times) OR notEmpty(link_trace_ids) OR scope_rest != '' OR ${ofResource})`,
    beside,
    anywhere: `(${among("attributes")} OR ${beside})`,
  };
}

/** Members of an AnyValue in OTLP/JSON that have a text, and this. */
const SCALARS = [
  ["stringValue", "JSONExtractString(a, 'value', 'stringValue')"],
  ["intValue", "trim(BOTH '\"' FROM JSONExtractRaw(a, 'value', 'intValue'))"],
  ["doubleValue", "trim(BOTH '\"' FROM JSONExtractRaw(a, 'value', 'doubleValue'))"],
  ["boolValue", "JSONExtractRaw(a, 'value', 'boolValue')"],
] as const;

/** Tags that stand for fields of the span: conditions, given the value as SQL and as it is. */
const FIELDS: ReadonlyMap<string, (v: string, value: string) => string> = new Map(
  Object.entries({
    error: (_: string, value: string) => (value === "true" ? "status_code = 'error'" : "false"),
    "span.kind": (v: string) => `kind != 'unspecified' AND toString(kind) = lower(${v})`,
    "otel.status_code": (v: string) => `status_code != 'unset' AND upper(toString(status_code)) = upper(${v})`,
    "otel.status_description": (v: string) => `status_message = ${v} AND status_message != ''`,
    "otel.scope.name": (v: string) => `scope_name = ${v} AND scope_name != ''`,
    "otel.scope.version": (v: string) => `scope_version = ${v} AND scope_version != ''`,
    "w3c.tracestate": (v: string) => `trace_state = ${v} AND trace_state != ''`,
  }),
);
