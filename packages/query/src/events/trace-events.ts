import { LOG_COLUMNS, type LogRow } from "../rows/log.ts";
import { Parameters, type Run } from "../statement.ts";
import { type Block, blockOf } from "./block.ts";
import { BLOCKED, OPEN_SPAN } from "./event-names.ts";
import { type OpenSpan, openSpanOf } from "./open-span.ts";

/** Of several reports of one span the last counts, of one block the longest. */
export const REPORT_ORDER = "toUInt64OrZero(attributes['throughline.block.duration_nano']) DESC, time DESC";
export const ONE_REPORT = "LIMIT 1 BY trace_id, span_id, event_name, attributes['throughline.block.id']";

export interface TraceEvents {
  /** Spans that were reported to be open; many of them have ended since. */
  readonly reported: readonly OpenSpan[];
  /** Blocks that a span of the traces held. */
  readonly blocks: readonly Block[];
}

/** Reads what the runtimes reported of spans of these traces, from `from` on: at most `limit` spans and blocks, the newest. */
export async function readTraceEvents(run: Run, traceIds: readonly string[], from: bigint, limit: number): Promise<TraceEvents> {
  const parameters = new Parameters();
  const rows = await run<LogRow>(
    parameters.statement(`SELECT ${LOG_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(from)} AND trace_id IN ${parameters.traceIds(traceIds)} AND event_name IN ('${OPEN_SPAN}', '${BLOCKED}')
ORDER BY ${REPORT_ORDER}
${ONE_REPORT}
LIMIT ${parameters.bind("UInt32", limit)}`),
  );
  return {
    reported: rows.filter((row) => row.eventName === OPEN_SPAN && row.spanId !== "").map(openSpanOf),
    blocks: rows.filter((row) => row.eventName === BLOCKED).map(blockOf),
  };
}
