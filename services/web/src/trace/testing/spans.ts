import type { Span } from "@throughline/api";

/** When the spans of a test begin, in Unix nanoseconds. */
export const START = 1_795_653_559_521_000_123n;

/** A span of a test: `id` becomes its span ID and its name; times in nanoseconds since `START`. */
export function span(id: string, parent: string, from: number, to: number, fields: Partial<Span> = {}): Span {
  return {
    traceId: "0".repeat(32),
    spanId: id,
    parentSpanId: parent,
    name: id,
    kind: "internal",
    service: "shop",
    startTimeUnixNano: String(START + BigInt(from)),
    durationNano: String(to - from),
    status: { code: "unset", message: "" },
    attributes: {},
    resource: {},
    scope: { name: "", version: "" },
    events: [],
    links: [],
    open: false,
    blocks: [],
    waitedFor: [],
    ...fields,
  };
}
