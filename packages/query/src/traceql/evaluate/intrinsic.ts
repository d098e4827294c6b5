import type { IntrinsicName } from "@throughline/traceql";
import { KIND, type Operand, several, STATUS } from "./operand.ts";
import type { Read } from "./read.ts";
import type { EvalSpan } from "./span.ts";
import type { TraceView } from "./trace-view.ts";

const READERS: Readonly<Record<IntrinsicName, Read>> = {
  name: (span) => span.name,
  status: (span) => STATUS[span.status],
  statusMessage: (span) => span.statusMessage,
  kind: (span) => KIND[span.kind],
  duration: (span) => span.durationNano,
  childCount: numbered((view, index) => view.hierarchy.childCount(index)),
  rootName: (_, { trace }) => given(trace.rootName),
  rootServiceName: (_, { trace }) => given(trace.rootServiceName),
  traceDuration: (_, { trace }) => trace.durationNano,
  "trace:id": (_, { trace }) => trace.traceId,
  "span:id": (span) => span.spanId,
  "span:parentID": (span) => given(span.parentSpanId),
  parent: (span) => given(span.parentSpanId),
  nestedSetLeft: numbered((view, index) => view.hierarchy.left(index)),
  nestedSetRight: numbered((view, index) => view.hierarchy.right(index)),
  nestedSetParent: numbered((view, index) => view.hierarchy.parentLeft(index)),
  "event:name": (span) => several(span.events.map(({ name }) => name)),
  "event:timeSinceStart": (span) => several(span.events.map(({ timeNano }) => timeNano - span.startNano)),
  "link:traceID": (span) => several(span.links.map(({ traceId }) => traceId)),
  "link:spanID": (span) => several(span.links.map(({ spanId }) => spanId)),
  "instrumentation:name": (span) => span.scope.name,
  "instrumentation:version": (span) => span.scope.version,
};

/** Reads what a span says of itself, or its place in the trace. */
export function intrinsicReader(name: IntrinsicName): Read {
  return READERS[name];
}

function numbered(read: (view: TraceView, index: number) => number): Read {
  return (span: EvalSpan, view: TraceView): Operand => BigInt(read(view, view.indexOf(span)));
}

/** What is empty is not there. */
function given(text: string): string | undefined {
  return text === "" ? undefined : text;
}
