import { SPAN_COLUMNS, type SpanRow } from "../rows/span.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** Spans lie by their start: those that took longer than this are not looked for by their end. */
const LONGEST = 600_000_000_000n;

/** The spans that ended last in a range, newest first, at most `limit`. `service`: only those of one. */
export function readRecentSpans(run: Run, service: string | undefined, range: TimeRange, limit: number): Promise<SpanRow[]> {
  const parameters = new Parameters();
  const ofService = service === undefined ? "" : ` AND service = ${parameters.bind("String", service)}`;
  const from = range.from > LONGEST ? range.from - LONGEST : 0n;
  const end = "toUnixTimestamp64Nano(time) + duration";
  return run<SpanRow>(
    parameters.statement(`SELECT ${SPAN_COLUMNS}
FROM spans
WHERE time >= ${parameters.time(from)} AND time < ${parameters.time(range.to)} AND ${end} >= ${parameters.bind("Int64", range.from)}${ofService}
ORDER BY ${end} DESC, span_id
LIMIT ${parameters.bind("UInt32", limit)}`),
  );
}
