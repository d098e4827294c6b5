import { OPEN_SPAN } from "../events/event-names.ts";
import { readReported } from "../events/open-span.ts";
import { Parameters, type Run } from "../statement.ts";
import { logsFrom, readBounds } from "../traces/bounds.ts";
import { type TimeRange, widening } from "../windows.ts";
import type { Link } from "./descendants.ts";

/**
 * The spans with an ID, one of each trace that has it: by their ends, by reports that they run, or else by a sample of theirs. None: nothing
 * is known of it. `range`: when to look for it, where the trace is not given.
 */
export async function readSpansById(run: Run, spanId: string, traceId: string | undefined, range: TimeRange): Promise<Link[]> {
  const bySample = await readTracesBySample(run, spanId, traceId, range);
  const traceIds = new Set([...(traceId === undefined ? [] : [traceId]), ...bySample]);
  if (traceIds.size === 0) for (const found of await readTracesBySpan(run, spanId, range)) traceIds.add(found);
  const links: Link[] = [];
  for (const id of traceIds) {
    const span = await readSpan(run, id, spanId);
    if (span) links.push(span);
    else if (bySample.includes(id)) links.push({ traceId: id, spanId, parentId: undefined });
  }
  return links;
}

const SPAN_IS = (parameters: Parameters, spanId: string): string =>
  `span_id = toFixedString(unhex(${parameters.bind("String", spanId)}), 8)`;

/** The table of samples has an index on span IDs, that of spans has none. */
async function readTracesBySample(run: Run, spanId: string, traceId: string | undefined, range: TimeRange): Promise<readonly string[]> {
  const parameters = new Parameters();
  const rows = await run<{ traceId: string }>(
    parameters.statement(`SELECT DISTINCT lower(hex(trace_id)) AS traceId
FROM samples
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND ${SPAN_IS(parameters, spanId)}${
      traceId === undefined ? "" : ` AND trace_id = ${parameters.traceId(traceId)}`
    }
LIMIT ${MAX_TRACES}`),
  );
  return rows.map((row) => row.traceId);
}

/** Most traces that are thought to share the ID of a span: IDs that are no random numbers are not worth more. */
const MAX_TRACES = 10;

/** Newest first, bit by bit: the IDs of all spans are read until one is it. */
async function readTracesBySpan(run: Run, spanId: string, range: TimeRange): Promise<readonly string[]> {
  for (const window of widening(range)) {
    const parameters = new Parameters();
    const rows = await run<{ traceId: string }>(
      parameters.statement(`SELECT DISTINCT lower(hex(trace_id)) AS traceId
FROM spans
PREWHERE ${SPAN_IS(parameters, spanId)}
WHERE time >= ${parameters.time(window.from)} AND time < ${parameters.time(window.to)}
LIMIT ${MAX_TRACES}`),
    );
    if (rows.length > 0) return rows.map((row) => row.traceId);
  }
  const parameters = new Parameters();
  const open = await run<{ traceId: string }>(
    parameters.statement(`SELECT DISTINCT lower(hex(trace_id)) AS traceId
FROM logs
WHERE time >= ${parameters.time(range.from)} AND event_name = '${OPEN_SPAN}' AND ${SPAN_IS(parameters, spanId)}
LIMIT ${MAX_TRACES}`),
  );
  return open.map((row) => row.traceId);
}

/** One span of a trace, ended or open. */
async function readSpan(run: Run, traceId: string, spanId: string): Promise<Link | undefined> {
  const bounds = await readBounds(run, [traceId]);
  if (bounds) {
    const parameters = new Parameters();
    const [span] = await run<{ parentId: string }>(
      parameters.statement(`SELECT if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parentId
FROM spans
WHERE time >= ${parameters.time(bounds.from)} AND time < ${parameters.time(bounds.to)} AND trace_id = ${parameters.traceId(traceId)}
  AND ${SPAN_IS(parameters, spanId)}
LIMIT 1`),
    );
    if (span) return { traceId, spanId, parentId: span.parentId };
  }
  return (await readReported(run, [traceId], logsFrom(bounds))).find((span) => span.spanId === spanId);
}
