import type { EvalSpan, EvalTrace } from "../span.ts";
import type { FieldValue } from "../../spanset.ts";

/** A span in short: `id` and `parent` are spelled out; objects are attributes. */
export interface ShortSpan extends Partial<
  Omit<EvalSpan, "spanId" | "parentSpanId" | "attributes" | "resource" | "scope" | "events" | "links">
> {
  readonly id?: string;
  readonly parent?: string;
  readonly attributes?: Readonly<Record<string, FieldValue>>;
  readonly resource?: Readonly<Record<string, FieldValue>>;
  readonly scope?: { readonly name?: string; readonly version?: string; readonly attributes?: Readonly<Record<string, FieldValue>> };
  readonly events?: readonly {
    readonly name?: string;
    readonly timeNano?: bigint;
    readonly attributes?: Readonly<Record<string, FieldValue>>;
  }[];
  readonly links?: readonly {
    readonly traceId?: string;
    readonly spanId?: string;
    readonly attributes?: Readonly<Record<string, FieldValue>>;
  }[];
}

export function span({ id = "", parent = "", attributes, resource, scope, events, links, ...rest }: ShortSpan): EvalSpan {
  return {
    spanId: id,
    parentSpanId: parent,
    startNano: 0n,
    durationNano: 1n,
    name: "",
    kind: "internal",
    status: "unset",
    statusMessage: "",
    service: "unknown_service",
    ...rest,
    attributes: new Map(Object.entries(attributes ?? {})),
    resource: new Map(Object.entries(resource ?? {})),
    scope: { name: scope?.name ?? "", version: scope?.version ?? "", attributes: new Map(Object.entries(scope?.attributes ?? {})) },
    events: (events ?? []).map(({ name = "", timeNano = 0n, attributes: values = {} }) => ({
      name,
      timeNano,
      attributes: new Map(Object.entries(values)),
    })),
    links: (links ?? []).map(({ traceId = "", spanId = "", attributes: values = {} }) => ({
      traceId,
      spanId,
      attributes: new Map(Object.entries(values)),
    })),
  };
}

export function trace(spans: readonly ShortSpan[], rest: Partial<Omit<EvalTrace, "spans">> = {}): EvalTrace {
  return { traceId: "0".repeat(32), rootName: "", rootServiceName: "", startNano: 0n, durationNano: 0n, ...rest, spans: spans.map(span) };
}
