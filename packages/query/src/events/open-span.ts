import type { StoredAttributes } from "../rows/value.ts";
import { Parameters, type Run } from "../statement.ts";
import { OPEN_SPAN } from "./event-names.ts";
import { EVENT_COLUMNS, type EventRow } from "./event-row.ts";
import { Facts } from "./facts.ts";

/** A span that is known by a report that it has not ended. Times in Unix nanoseconds, as decimal strings. */
export interface OpenSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: no parent. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly resource: string;
  readonly scopeName: string;
  readonly startNano: string;
  /** How long it had run at the report. */
  readonly durationNano: string;
  readonly reportedNano: string;
  /** How long after the report the next was due; `undefined`: it was the last. */
  readonly nextReportNano: bigint | undefined;
  /** What ended the process. */
  readonly lastWords: string | undefined;
  readonly attributes: StoredAttributes;
  readonly correlationIds: readonly string[];
}

const KINDS: ReadonlySet<string> = new Set(["internal", "server", "client", "producer", "consumer"]);

/** A number in an attribute has passed through a double: it is this exact. */
const START_PRECISION = 1_000n;

/** The last that is said of each span, of events of any kind, the newest of which come first. */
export function openSpansOf(events: readonly EventRow[]): OpenSpan[] {
  const last = new Map<string, EventRow>();
  for (const row of events) {
    const id = row.traceId + row.spanId;
    if (row.eventName === OPEN_SPAN && row.spanId !== "" && !last.has(id)) last.set(id, row);
  }
  return [...last.values()].map(openSpanOf);
}

/** Most spans that are read for a list of traces. */
const MAX_READ = 10_000;

/** Reads the last reports of spans of these traces, from `from` on. Many of them may have ended. */
export async function readReported(run: Run, traceIds: readonly string[], from: bigint): Promise<OpenSpan[]> {
  const parameters = new Parameters();
  const rows = await run<EventRow>(
    parameters.statement(`SELECT ${EVENT_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(from)} AND trace_id IN ${parameters.traceIds(traceIds)} AND event_name = '${OPEN_SPAN}'
ORDER BY time DESC
LIMIT 1 BY trace_id, span_id
LIMIT ${MAX_READ}`),
  );
  return openSpansOf(rows);
}

/** What an event `throughline.span.open` says. */
export function openSpanOf(row: EventRow): OpenSpan {
  const facts = new Facts(row);
  const kind = facts.text("throughline.span.kind") ?? "";
  const age = facts.integer("throughline.span.age_nano") ?? 0n;
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentId: facts.text("throughline.span.parent_id") ?? "",
    name: facts.text("throughline.span.name") ?? "",
    kind: KINDS.has(kind) ? kind : "unspecified",
    service: row.service,
    resource: row.resource,
    scopeName: facts.text("throughline.span.scope") ?? "",
    startNano: String(startOf(BigInt(row.timeNano) - age, facts.integer("throughline.span.start_time_unix_nano"))),
    durationNano: String(age),
    reportedNano: row.timeNano,
    nextReportNano: facts.integer("throughline.span.next_report_nano"),
    lastWords: facts.text("throughline.span.last_words"),
    attributes: facts.without("throughline.span."),
    correlationIds: row.correlationIds,
  };
}

/** Time less age is exact where the reporter took both at once. */
function startOf(byAge: bigint, said: bigint | undefined): bigint {
  if (said === undefined) return byAge < 0n ? 0n : byAge;
  const apart = byAge > said ? byAge - said : said - byAge;
  return apart < START_PRECISION ? byAge : said;
}
