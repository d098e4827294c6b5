import { OPEN_STATE } from "@throughline/query";
import type { OtlpEvent, OtlpScopeSpans, OtlpSpan } from "../../foreign/otlp-shapes.ts";
import { type JaegerKeyValue, keyValues } from "./key-values.ts";

interface Reference {
  readonly refType: "CHILD_OF" | "FOLLOWS_FROM";
  readonly traceID: string;
  readonly spanID: string;
}

/** A span of Jaeger's JSON model. Times are microseconds. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly flags: number;
  readonly operationName: string;
  readonly references: readonly Reference[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerKeyValue[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerKeyValue[] }[];
  readonly processID: string;
  readonly warnings: readonly string[];
}

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];
const STATUS_CODES = ["", "OK", "ERROR"];
const ERROR = 2;

/** A span of OTLP as Jaeger's. What OTLP has fields for and Jaeger has not become the tags that Jaeger's own translation makes of it. */
export function spanJson(span: OtlpSpan, scope: OtlpScopeSpans["scope"], processID: string): JaegerSpan {
  const { traceId = "", spanId = "", startTimeUnixNano = "0", endTimeUnixNano = "0" } = span;
  return {
    traceID: traceId,
    spanID: spanId,
    flags: (span.flags ?? 0) & 0xff,
    operationName: span.name ?? "",
    references: references(span),
    startTime: micros(startTimeUnixNano),
    duration: micros(String(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano))),
    tags: [...keyValues(span.attributes), ...fieldTags(span, scope)],
    logs: (span.events ?? []).map(log),
    processID,
    warnings: warnings(span),
  };
}

/** The parent comes first: Grafana and jaeger-ui take the first CHILD_OF for it. */
function references({ traceId = "", parentSpanId, links = [] }: OtlpSpan): Reference[] {
  return [
    ...(parentSpanId === undefined ? [] : [{ refType: "CHILD_OF" as const, traceID: traceId, spanID: parentSpanId }]),
    ...links.map((link) => ({ refType: "FOLLOWS_FROM" as const, traceID: link.traceId ?? "", spanID: link.spanId ?? "" })),
  ];
}

function fieldTags({ kind = 0, status = {}, traceState }: OtlpSpan, scope: OtlpScopeSpans["scope"]): JaegerKeyValue[] {
  const text = (key: string, value: string | undefined): JaegerKeyValue[] =>
    value === undefined || value === "" ? [] : [{ key, type: "string", value }];
  return [
    ...text("span.kind", KINDS[kind]),
    ...text("otel.status_code", STATUS_CODES[status.code ?? 0]),
    ...(status.code === ERROR ? [{ key: "error", type: "bool" as const, value: true }] : []),
    ...text("otel.status_description", status.message),
    ...text("w3c.tracestate", traceState),
    ...text("otel.scope.name", scope?.name),
    ...text("otel.scope.version", scope?.version),
    ...keyValues(scope?.attributes),
  ];
}

function log({ timeUnixNano = "0", name = "", attributes }: OtlpEvent): JaegerSpan["logs"][number] {
  const event: JaegerKeyValue[] = name === "" ? [] : [{ key: "event", type: "string", value: name }];
  return { timestamp: micros(timeUnixNano), fields: [...event, ...keyValues(attributes)] };
}

function warnings({ attributes = [] }: OtlpSpan): string[] {
  const state = attributes.find(({ key }) => key === OPEN_STATE)?.value?.["stringValue"];
  if (state === "open") return ["This span has not ended: what is shown is as of its last report"];
  if (state === "lost")
    return [
      "This span had not ended at its last report, as of which it is shown, and none has come since: its process has ended, is stuck, or its reports do not arrive",
    ];
  return [];
}

/** Whole microseconds of nanoseconds. They fit a double for 280 years to come. */
function micros(nanos: string): number {
  return Number(BigInt(nanos) / 1_000n);
}
