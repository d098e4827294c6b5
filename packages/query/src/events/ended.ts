import { Parameters, type Run } from "../statement.ts";

/** What finds a span by the key of its table. */
interface Started {
  readonly traceId: string;
  readonly spanId: string;
  readonly startNano: string;
}

/** Most spans in one statement: their IDs travel in the URL. */
const BATCH = 400;

/** Those of the spans that have not ended: their end is not stored. */
export async function stillOpen<S extends Started>(run: Run, spans: readonly S[]): Promise<S[]> {
  const open: S[] = [];
  for (let at = 0; at < spans.length; at += BATCH) open.push(...(await stillOpenOf(run, spans.slice(at, at + BATCH))));
  return open;
}

async function stillOpenOf<S extends Started>(run: Run, spans: readonly S[]): Promise<S[]> {
  const parameters = new Parameters();
  const strings = (of: (span: S) => string): string => parameters.bind("Array(String)", spans.map(of));
  const ended = await run<{ traceId: string; spanId: string }>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId
FROM spans
WHERE (toStartOfTenMinutes(time), trace_id) IN (
    SELECT toStartOfTenMinutes(fromUnixTimestamp64Nano(toInt64(started.1), 'UTC')), toFixedString(unhex(started.2), 16)
    FROM (SELECT arrayJoin(arrayZip(${strings(({ startNano }) => startNano)}, ${strings(({ traceId }) => traceId)})) AS started)
  )
  AND span_id IN (SELECT toFixedString(unhex(arrayJoin(${strings(({ spanId }) => spanId)})), 8))`),
  );
  const ids = new Set(ended.map(idOf));
  return spans.filter((span) => !ids.has(idOf(span)));
}

/** What tells one span from all others. */
export function idOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return traceId + spanId;
}
