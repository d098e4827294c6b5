import { VALUE_TYPES, type ValueType, valueTypeAt } from "@throughline/schema";

/** A value as OTLP/JSON's AnyValue. */
export type AnyValue = Readonly<Record<string, unknown>>;

/** A stored value as AnyValue: exact, types and all. Undefined where there was none. */
export function anyValue(type: ValueType, text: string): AnyValue | undefined {
  switch (type) {
    case VALUE_TYPES.string:
      return { stringValue: text };
    case VALUE_TYPES.bool:
      return { boolValue: text === "true" };
    case VALUE_TYPES.int:
      return { intValue: text };
    case VALUE_TYPES.double:
      return { doubleValue: double(text) };
    case VALUE_TYPES.bytes:
      return { bytesValue: text };
    case VALUE_TYPES.array:
      return { arrayValue: JSON.parse(text) };
    case VALUE_TYPES.kvlist:
      return { kvlistValue: JSON.parse(text) };
    case VALUE_TYPES.empty:
      return {};
    case VALUE_TYPES.absent:
      return undefined;
  }
}

/** JSON has no NaN, no infinities and no negative zero as numbers: ProtoJSON writes (or reads) them as strings. */
function double(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) && !Object.is(number, -0) ? number : text;
}

/** A stored value as plain JSON. */
export function plainValue(type: ValueType, text: string): unknown {
  return type === VALUE_TYPES.string ? text : plainAnyValue(anyValue(type, text));
}

/**
 * An AnyValue as plain JSON: an int64 beyond 2^53 is a decimal string, bytes are base64, lists of key and value are objects;
 * `null` where there is no value.
 */
export function plainAnyValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return null;
  const any = value as {
    intValue?: string | number;
    arrayValue?: { values?: unknown[] };
    kvlistValue?: { values?: { key?: string; value?: unknown }[] };
  };
  if (any.intValue !== undefined) return plainInt(String(any.intValue));
  if (any.arrayValue !== undefined) return (any.arrayValue.values ?? []).map(plainAnyValue);
  if (any.kvlistValue !== undefined)
    return Object.fromEntries((any.kvlistValue.values ?? []).map((entry) => [entry.key ?? "", plainAnyValue(entry.value)]));
  return Object.values(value)[0] ?? null;
}

function plainInt(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** Attributes as their columns hold them: keys and value texts in order, and one letter a type (see schema's `attribute.ts`). */
export interface StoredAttributes {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly types: string;
}

/** As a plain JSON object. */
export function plainAttributes({ keys, values, types }: StoredAttributes): Record<string, unknown> {
  // `fromEntries` defines properties, so that a key such as `__proto__` is one like any other.
  return Object.fromEntries(keys.map((key, index) => [key, plainValue(valueTypeAt(types, index), values[index] ?? "")]));
}

/** As OTLP/JSON's list of KeyValue, in order. */
export function otlpAttributes({ keys, values, types }: StoredAttributes): { key: string; value: AnyValue | undefined }[] {
  return keys.map((key, index) => ({ key, value: anyValue(valueTypeAt(types, index), values[index] ?? "") }));
}
