import { readReported } from "../events/open-span.ts";
import { cut } from "../limits.ts";
import { Parameters, type Run } from "../statement.ts";
import { anyReportStatement } from "../traceql/open-spans.ts";
import type { TimeRange } from "../windows.ts";
import type { SampleOwners, SpanKey } from "./scope.ts";

export interface Descendants {
  readonly owners: SampleOwners;
  /** There were more spans than were looked at: some descendants may be missing. */
  readonly wereCut: boolean;
}

/** A span and the one that it belongs under. */
export interface Link extends SpanKey {
  /** Empty: it has no parent; `undefined`: not known. */
  readonly parentId: string | undefined;
}

/** Most spans that are looked at. */
const MAX_LINKS = 200_000;

/** Most spans whose samples are asked for one by one. */
const MAX_SPANS = 30_000;

/**
 * These spans and all below them in their traces. What is below a span without a parent is its whole trace. `range`: when spans of these
 * traces may have begun.
 */
export async function withDescendants(run: Run, spans: readonly Link[], range: TimeRange): Promise<Descendants> {
  const whole = new Set(spans.filter(({ parentId }) => parentId === "").map(({ traceId }) => traceId));
  const partly = Map.groupBy(
    spans.filter(({ traceId }) => !whole.has(traceId)),
    ({ traceId }) => traceId,
  );
  if (partly.size === 0) return { owners: { traceIds: [...whole], spans: [] }, wereCut: false };
  const { rows: links, wereCut: linksWereCut } = cut(await readLinks(run, [...partly.keys()], range), MAX_LINKS);
  const linksOf = Map.groupBy(links, ({ traceId }) => traceId);
  const all = [...partly].flatMap(([traceId, ofTrace]) => below(ofTrace, linksOf.get(traceId) ?? []));
  const { rows, wereCut } = cut(all, MAX_SPANS);
  return { owners: { traceIds: [...whole], spans: rows }, wereCut: linksWereCut || wereCut };
}

/** Some spans of a trace and all that have one of them above them, each once. A circle of parents ends where it began. */
function below(spans: readonly SpanKey[], links: readonly Link[]): readonly SpanKey[] {
  const children = Map.groupBy(links, ({ parentId }) => parentId);
  const found = new Map<string, SpanKey>();
  for (const waiting = [...spans]; waiting.length > 0;) {
    const span = waiting.pop() as SpanKey;
    if (found.has(span.spanId)) continue;
    found.set(span.spanId, span);
    waiting.push(...(children.get(span.spanId) ?? []));
  }
  return [...found.values()];
}

async function readLinks(run: Run, traceIds: readonly string[], range: TimeRange): Promise<Link[]> {
  const parameters = new Parameters();
  const ended = await run<Link>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, lower(hex(parent_span_id)) AS parentId
FROM spans
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id IN ${parameters.traceIds(traceIds)}
  AND parent_span_id != toFixedString('', 8)
LIMIT ${parameters.bind("UInt32", MAX_LINKS + 1)}`),
  );
  const isAnyOpen = (await run(anyReportStatement(range))).length > 0;
  return isAnyOpen ? [...ended, ...(await readReported(run, traceIds, range.from))] : ended;
}
