import { NO_PROBE } from "../events/event-names.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import type { ErrorCount, ErrorSource, Occurrence } from "./error-count.ts";
import { masked } from "./mask.ts";

/** Where errors are, and what they say: SQL over the columns of a table. */
export interface ErrorTable {
  readonly name: "logs" | "spans";
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly operation: string;
  /** Unix nanoseconds, Int64. */
  readonly nanos: string;
  /** Condition that leaves most rows out and asks little of them. */
  readonly mayBe: string;
  /** Condition for what is left: the row is an error. */
  readonly is: string;
}

/** Which errors. */
export interface ErrorSelection {
  /** All services if left out. */
  readonly service?: string | undefined;
  readonly range: TimeRange;
  /** Length of a step in nanoseconds. */
  readonly step: bigint;
}

/** Most kinds with a stack of their own that one statement gives. */
const MAX_KINDS = 2_000;
/** Most kinds that it counts: it holds two occurrences of each. Kinds that come up when there are so many are not counted. */
const MAX_COUNTED = 50_000;
/** Longest stack, in bytes, and longest message of an example, in characters. */
const MAX_STACK = 8_192;
const MAX_EXAMPLE = 2_000;

/** What the statement gives. */
export interface ErrorRow {
  readonly ofService: string;
  readonly type: string;
  readonly text: string;
  readonly operation: string;
  readonly total: string;
  readonly early: OccurrenceRow;
  readonly late: OccurrenceRow;
  readonly trace: string;
  /** Of each step of the range. */
  readonly counts: readonly string[];
  /** How many kinds there are before the limit. */
  readonly kinds: string;
}

type OccurrenceRow = readonly [nanos: string, traceId: string, spanId: string, correlationId: string, message: string];

/**
 * Counts the errors of a table in a window of the range by kind. They are grouped where they lie: only groups travel, each with the stack of one example. Errors that were thrown
 * elsewhere have another stack, which ends for this where that of the exception's cause begins.
 */
export function errorStatement(
  { name, type, message, stack, operation, nanos, ...rows }: ErrorTable,
  { service, range, step }: ErrorSelection,
  window: TimeRange,
): Statement {
  const parameters = new Parameters();
  const among = [
    `time >= ${parameters.time(window.from)}`,
    `time < ${parameters.time(window.to)}`,
    service === undefined ? NO_PROBE : `service = ${parameters.bind("String", service)}`,
    rows.mayBe,
  ];
  const first = range.from / step;
  const steps = (range.to - 1n) / step - first + 1n;
  // A span may have ended after the range that it began in.
  const at = `least(greatest(intDiv(nanos, ${parameters.bind("Int64", step)}) - ${parameters.bind("Int64", first)}, 0), ${steps - 1n})`;
  return parameters.statement(`WITH ${message} AS message, ${stack} AS stack, ${nanos} AS nanos,
  position(stack, '\\n    at ') AS begin, position(stack, '\\nCaused by: ', begin + 1) AS end,
  (nanos, if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))), if(span_id = toFixedString('', 8), '', lower(hex(span_id))), correlation_ids[1], substringUTF8(message, 1, ${MAX_EXAMPLE})) AS occurrence
SELECT toString(service) AS ofService, ${type} AS type, ${masked("message")} AS masked, ${operation} AS operation,
  if(begin = 0, 0, cityHash64(substring(stack, begin, if(end = 0, ${MAX_STACK}, end - begin)))) AS place,
  toValidUTF8(masked) AS text, count() AS total, argMin(occurrence, nanos) AS early, argMax(occurrence, nanos) AS late,
  toValidUTF8(argMax(substring(stack, 1, ${MAX_STACK}), nanos)) AS trace,
  arrayMap(count -> toString(count), countResample(0, ${steps}, 1)(${at})) AS counts,
  count() OVER () AS kinds
FROM ${name}
PREWHERE ${among.join(" AND ")}
WHERE ${rows.is}
GROUP BY ofService, type, masked, operation, place
ORDER BY total DESC
LIMIT ${MAX_KINDS}
SETTINGS max_rows_to_group_by = ${MAX_COUNTED}, group_by_overflow_mode = 'any'`);
}

export function errorCountOf(row: ErrorRow, of: ErrorSource, { range, step }: Pick<ErrorSelection, "range" | "step">): ErrorCount {
  const firstStep = range.from / step;
  return {
    of,
    service: row.ofService,
    type: row.type,
    message: row.text,
    operation: row.operation,
    count: Number(row.total),
    first: occurrenceOf(row.early),
    last: occurrenceOf(row.late),
    stack: row.trace,
    steps: row.counts.flatMap((count, at) => (count === "0" ? [] : [[firstStep + BigInt(at), Number(count)] as const])),
  };
}

/** Whether there was more to be counted than one statement holds. */
export function wereKindsCut(rows: readonly ErrorRow[]): boolean {
  return Number(rows[0]?.kinds ?? 0) > MAX_KINDS;
}

function occurrenceOf([nanos, traceId, spanId, correlationId, message]: OccurrenceRow): Occurrence {
  return { time: BigInt(nanos), traceId, spanId, correlationId, message };
}
