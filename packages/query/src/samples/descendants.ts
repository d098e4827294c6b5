import { OPEN_SPAN } from "../events/event-names.ts";
import { cut } from "../limits.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { aroundTraces } from "./bounds.ts";
import type { SampleOwners, SpanKey } from "./scope.ts";

export interface Descendants {
  readonly owners: SampleOwners;
  /** There were more spans than were looked at: some descendants may be missing. */
  readonly wereCut: boolean;
}

/** Most spans that are looked at. */
const MAX_LINKS = 200_000;

/** Most spans whose samples are asked for one by one. */
const MAX_SPANS = 30_000;

/** These spans and all below them in their traces. What is below a span without a parent is its whole trace. `ran`: when, if it is known. */
export async function withDescendants(run: Run, spans: readonly SpanKey[], ran?: TimeRange): Promise<Descendants> {
  const bySpan = Map.groupBy(spans, ({ traceId }) => traceId);
  const { rows: links, wereCut: linksWereCut } = cut(await readLinks(run, [...bySpan.keys()], ran), MAX_LINKS);
  const byTrace = Map.groupBy(links, ({ traceId }) => traceId);
  const traceIds: string[] = [];
  const all: SpanKey[] = [];
  for (const [traceId, ofTrace] of bySpan) {
    const found = below(ofTrace, byTrace.get(traceId) ?? []);
    if (found) all.push(...found);
    else traceIds.push(traceId);
  }
  const { rows, wereCut } = cut(all, MAX_SPANS);
  return { owners: { traceIds, spans: rows, ...(ran && { ran }) }, wereCut: linksWereCut || wereCut };
}

/** A span and the one that it belongs under. */
interface Link extends SpanKey {
  /** Empty: it has no parent. */
  readonly parentId: string;
}

/** Some spans of a trace and all that have one of them above them, each once; `undefined`: all of the trace. A circle of parents ends where it began. */
function below(spans: readonly SpanKey[], links: readonly Link[]): readonly SpanKey[] | undefined {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  if (links.some(({ spanId, parentId }) => parentId === "" && ids.has(spanId))) return undefined;
  const children = Map.groupBy(links, ({ parentId }) => parentId);
  const found = new Map<string, SpanKey>();
  for (const waiting = [...spans]; waiting.length > 0;) {
    const { traceId, spanId } = waiting.pop() as SpanKey;
    if (found.has(spanId)) continue;
    found.set(spanId, { traceId, spanId });
    waiting.push(...(children.get(spanId) ?? []));
  }
  return [...found.values()];
}

/** All spans of some traces with their parents, ended and open. */
async function readLinks(run: Run, traceIds: readonly string[], ran: TimeRange | undefined): Promise<Link[]> {
  const linksIn = (table: string, parentId: string, further: string): Promise<Link[]> => {
    const parameters = new Parameters();
    const { from, to } = ran ? { from: parameters.time(ran.from), to: parameters.time(ran.to) } : aroundTraces(parameters, traceIds);
    return run<Link>(
      parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, ${parentId} AS parentId
FROM ${table}
WHERE time >= ${from} AND time < ${to} AND trace_id IN ${parameters.traceIds(traceIds)}${further}
LIMIT ${parameters.bind("UInt32", MAX_LINKS + 1)}`),
    );
  };
  const [ended, open] = await Promise.all([
    linksIn("spans", "if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id)))", ""),
    linksIn("logs", "attributes['throughline.span.parent_id']", ` AND event_name = '${OPEN_SPAN}'`),
  ]);
  return [...ended, ...open];
}
