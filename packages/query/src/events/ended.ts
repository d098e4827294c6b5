import { Parameters, type Run } from "../statement.ts";
import type { OpenSpan } from "./open-span.ts";

/** The start of a span is this exact in a report. */
const MARGIN = 1_000_000n;

/** Most spans in one statement: their IDs travel in the URL. */
const BATCH = 500;

/** Those of the spans that have not ended: their end is not stored. */
export async function stillOpen(run: Run, spans: readonly OpenSpan[]): Promise<OpenSpan[]> {
  const open: OpenSpan[] = [];
  for (let at = 0; at < spans.length; at += BATCH) open.push(...(await stillOpenOf(run, spans.slice(at, at + BATCH))));
  return open;
}

async function stillOpenOf(run: Run, spans: readonly OpenSpan[]): Promise<OpenSpan[]> {
  const starts = spans.map(({ startNano }) => BigInt(startNano));
  const first = starts.reduce((a, b) => (a < b ? a : b));
  const last = starts.reduce((a, b) => (a > b ? a : b));
  const parameters = new Parameters();
  const ended = await run<{ traceId: string; spanId: string }>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId
FROM spans
WHERE time >= ${parameters.time(first > MARGIN ? first - MARGIN : 0n)} AND time <= ${parameters.time(last + MARGIN)}
  AND trace_id IN ${parameters.traceIds([...new Set(spans.map(({ traceId }) => traceId))])}
  AND span_id IN (SELECT toFixedString(unhex(arrayJoin(${parameters.bind(
    "Array(String)",
    spans.map(({ spanId }) => spanId),
  )})), 8))`),
  );
  const ids = new Set(ended.map(idOf));
  return spans.filter((span) => !ids.has(idOf(span)));
}

/** What tells one span from all others. */
export function idOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return traceId + spanId;
}
