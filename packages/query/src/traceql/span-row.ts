import { KINDS, type Kind, type Status } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";
import type { Attributes, EvalSpan } from "./evaluate/span.ts";
import { anyFieldValue, fieldValue, type OtlpValue } from "./stored-value.ts";
import type { Wanted } from "./wanted.ts";

/** A span of a trace that is evaluated. */
export interface StoredSpan extends EvalSpan {
  readonly traceId: string;
  /** It has not ended: what it is is as of its last report. */
  readonly isOpen: boolean;
}

/** Type and text of an attribute. */
type Stored = readonly [type: string, text: string];

/** A row of what `spanColumns` selects. What is not wanted is not there. */
export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly startNano: string;
  readonly durationNano: string;
  readonly name: string;
  readonly service: string;
  readonly spanKind: string;
  readonly status: string;
  readonly message: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly resource?: string;
  readonly scopeRest?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly Stored[];
  readonly eventNames?: readonly string[];
  readonly eventTimes?: readonly string[];
  readonly eventValues?: readonly (readonly Stored[])[];
  readonly linkTraces?: readonly string[];
  readonly linkSpans?: readonly string[];
  readonly linkValues?: readonly (readonly Stored[])[];
}

/** What is selected of `spans` to make spans of it. Aliases are never names of columns, which they would hide. */
export function spanColumns(parameters: Parameters, wanted: Wanted): string {
  const stored = (keys: readonly string[], map: string, types: string): string =>
    `[${keys.map((key) => storedValue(parameters.bind("String", key), map, types)).join(", ")}]`;
  const ofEach = (keys: readonly string[], of: "event" | "link"): string =>
    `arrayMap((m, t) -> ${keys.length === 0 ? "[]" : stored(keys, "m", "t")}, ${of}_attributes, ${of}_attribute_types)`;
  return [
    "lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId",
    "if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parentId",
    "toUnixTimestamp64Nano(time) AS startNano, duration AS durationNano, name, service",
    "kind AS spanKind, status_code AS status, status_message AS message, scope_name AS scopeName, scope_version AS scopeVersion",
    ...(wanted.resource ? ["resource"] : []),
    ...(wanted.scope ? ["scope_rest AS scopeRest"] : []),
    ...(wanted.span === "all" ? [`mapKeys(attributes) AS keys, ${ALL_VALUES} AS values`] : []),
    ...(wanted.span !== "all" && wanted.span.length > 0 ? [`${stored(wanted.span, "attributes", "attribute_types")} AS values`] : []),
    ...(wanted.events ? [`event_names AS eventNames, event_times AS eventTimes, ${ofEach(wanted.event, "event")} AS eventValues`] : []),
    ...(wanted.links
      ? [`arrayMap(id -> lower(hex(id)), link_trace_ids) AS linkTraces, arrayMap(id -> lower(hex(id)), link_span_ids) AS linkSpans`]
      : []),
    ...(wanted.links ? [`${ofEach(wanted.link, "link")} AS linkValues`] : []),
  ].join(",\n  ");
}

const ALL_VALUES =
  "arrayMap((v, i) -> (if(attribute_types = '', 's', substring(attribute_types, i, 1)), v), mapValues(attributes), arrayEnumerate(mapValues(attributes)))";

function storedValue(key: string, map: string, types: string): string {
  const index = `indexOf(mapKeys(${map}), ${key})`;
  return `(if(${index} = 0, '', if(${types} = '', 's', substring(${types}, ${index}, 1))), ${map}[${key}])`;
}

/** The span of a row. `resources`: attributes of its resource, by fingerprint. */
export function storedSpan(row: SpanRow, wanted: Wanted, resources: ReadonlyMap<string, Attributes>, isOpen: boolean): StoredSpan {
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentId,
    startNano: BigInt(row.startNano),
    durationNano: BigInt(row.durationNano),
    name: row.name,
    kind: kindOf(row.spanKind),
    status: row.status as Status,
    statusMessage: row.message,
    service: row.service,
    attributes: attributesOf(wanted.span === "all" ? (row.keys ?? []) : wanted.span, row.values),
    resource: resources.get(row.resource ?? "") ?? NO_ATTRIBUTES,
    scope: { name: row.scopeName, version: row.scopeVersion, attributes: scopeAttributes(row.scopeRest ?? "") },
    events: (row.eventNames ?? []).map((name, at) => ({
      name,
      timeNano: BigInt(row.eventTimes?.[at] ?? 0),
      attributes: attributesOf(wanted.event, row.eventValues?.[at]),
    })),
    links: (row.linkTraces ?? []).map((traceId, at) => ({
      traceId,
      spanId: row.linkSpans?.[at] ?? "",
      attributes: attributesOf(wanted.link, row.linkValues?.[at]),
    })),
    isOpen,
  };
}

const NO_ATTRIBUTES: Attributes = new Map();

function attributesOf(keys: readonly string[], values: readonly Stored[] = []): Attributes {
  if (keys.length === 0) return NO_ATTRIBUTES;
  const attributes = new Map();
  for (const [at, key] of keys.entries()) {
    const [type = "", text = ""] = values[at] ?? [];
    const value = fieldValue(type, text);
    if (value !== undefined) attributes.set(key, value);
  }
  return attributes;
}

/** From the OTLP/JSON of what else a scope says. Of several attributes of one name the first counts. */
function scopeAttributes(rest: string): Attributes {
  if (rest === "") return NO_ATTRIBUTES;
  const { attributes = [] } = JSON.parse(rest) as { attributes?: readonly { key?: string; value?: OtlpValue }[] };
  const found = new Map();
  for (const { key = "", value = {} } of attributes) {
    const known = anyFieldValue(value);
    if (known !== undefined && !found.has(key)) found.set(key, known);
  }
  return found;
}

function kindOf(text: string): Kind {
  return (KINDS as readonly string[]).includes(text) ? (text as Kind) : "unspecified";
}
