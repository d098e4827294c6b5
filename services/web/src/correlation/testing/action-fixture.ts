import type { Block, Log, Span } from "@throughline/api";
import { type Action, actionOf, type Part } from "../action.ts";

const START = 1_795_653_559_521_000_123n;
const MS = 1_000_000;

const unixNano = (ms: number): string => String(START + BigInt(Math.round(ms * MS)));

interface SpanFields extends Partial<Omit<Span, "status">> {
  readonly spanId: string;
  /** Milliseconds since the action's start, and how many it took. */
  readonly at: readonly [number, number];
  readonly error?: string;
}

/** A span in milliseconds: the trace `t`, unless the ID says another as in `u/1`. */
export function spanOf({ at: [from, ms], error, ...fields }: SpanFields): Span {
  return {
    traceId: "t",
    parentSpanId: "",
    name: "work",
    kind: "internal",
    service: "shop",
    startTimeUnixNano: unixNano(from),
    durationNano: String(Math.round(ms * MS)),
    status: { code: error === undefined ? "unset" : "error", message: error ?? "" },
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

export function logOf(ms: number, fields: Partial<Log> = {}): Log {
  return {
    id: `${ms}`,
    timeUnixNano: unixNano(ms),
    severityNumber: 9,
    severityText: "INFO",
    body: "said",
    service: "shop",
    traceId: "t",
    spanId: "",
    correlationId: "c",
    eventName: "",
    attributes: {},
    resource: {},
    ...fields,
  };
}

export function actionWith(spans: readonly SpanFields[], logs: Log[] = [], blocks: Block[] = []): Action {
  return actionOf({ spans: spans.map(spanOf), logs, blocks });
}

export function partOf(action: Action, spanId: string): Part {
  const part = action.parts.find(({ span }) => span.spanId === spanId);
  if (!part) throw new Error(`Cannot find the span "${spanId}": the action has none of that ID`);
  return part;
}

/** What the span of a call in the shop looks like: `link` names the span that handed it on. */
export const linkTo = (traceId: string, spanId: string): Span["links"] => [{ traceId, spanId, traceState: "", attributes: {} }];

export const open = (state: "open" | "lost", lastWords: string | null = null): Span["open"] => ({
  state,
  reportedUnixNano: unixNano(0),
  nextReportNano: null,
  lastWords,
});
