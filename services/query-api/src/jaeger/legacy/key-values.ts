import { plainAnyValue } from "@throughline/query";
import type { OtlpAttribute } from "../../foreign/otlp-shapes.ts";

/** A tag: Grafana and jaeger-ui take any JSON for the value and show it by its type. */
export interface JaegerKeyValue {
  readonly key: string;
  readonly type: "string" | "bool" | "int64" | "float64" | "binary";
  readonly value: string | number | boolean;
}

/** Attributes as Jaeger's tags. */
export function keyValues(attributes: readonly OtlpAttribute[] = []): JaegerKeyValue[] {
  return attributes.map(({ key = "", value }) => ({ key, ...typed(value ?? {}) }));
}

/** An int64 beyond 2^53 is text, as Jaeger itself writes it; arrays and lists are JSON in a text. */
function typed(value: NonNullable<OtlpAttribute["value"]>): Omit<JaegerKeyValue, "key"> {
  if ("boolValue" in value) return { type: "bool", value: value["boolValue"] as boolean };
  if ("intValue" in value) return { type: "int64", value: plainAnyValue(value) as number | string };
  if ("doubleValue" in value) return { type: "float64", value: value["doubleValue"] as number | string };
  if ("bytesValue" in value) return { type: "binary", value: value["bytesValue"] as string };
  if ("stringValue" in value) return { type: "string", value: value["stringValue"] as string };
  const isNested = "arrayValue" in value || "kvlistValue" in value;
  return { type: "string", value: isNested ? JSON.stringify(plainAnyValue(value)) : "" };
}
