import { OPEN_SPAN } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import { type TimeRange, widening } from "../windows.ts";
import type { SpanKey } from "./scope.ts";

/** Most traces that are thought to share the ID of a span: IDs that are no random numbers are not worth more. */
const MAX_TRACES = 10;

/**
 * The spans with an ID, one of each trace that has it: by samples of theirs, or else by their ends, or by reports that they run. None: nothing
 * is known of it in the range.
 */
export async function readSpansById(run: Run, spanId: string, range: TimeRange): Promise<readonly SpanKey[]> {
  // The tables of samples and of logs have an index that serves this, that of spans has none: all IDs are read, newest first, bit by bit.
  const sampled = await readTraces(run, "samples", spanId, range);
  if (sampled.length > 0) return sampled;
  for (const window of widening(range)) {
    const ended = await readTraces(run, "spans", spanId, window);
    if (ended.length > 0) return ended;
  }
  return readTraces(run, "logs", spanId, range);
}

const FURTHER = { samples: "", spans: "", logs: ` AND event_name = '${OPEN_SPAN}'` } as const;

function readTraces(run: Run, table: keyof typeof FURTHER, spanId: string, range: TimeRange): Promise<SpanKey[]> {
  const parameters = new Parameters();
  return run<SpanKey>(
    parameters.statement(`SELECT DISTINCT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId
FROM ${table}
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)}${FURTHER[table]}
  AND span_id = ${parameters.spanId(spanId)}
LIMIT ${MAX_TRACES}`),
  );
}

/** Whether a span of a trace is known: it has ended, or was reported to run. */
export async function isSpanKnown(run: Run, { traceId, spanId }: SpanKey, range: TimeRange): Promise<boolean> {
  for (const table of ["spans", "logs"] as const) {
    const parameters = new Parameters();
    const found = await run(
      parameters.statement(`SELECT 1
FROM ${table}
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id = ${parameters.traceId(traceId)}
  AND span_id = ${parameters.spanId(spanId)}${FURTHER[table]}
LIMIT 1`),
    );
    if (found.length > 0) return true;
  }
  return false;
}
