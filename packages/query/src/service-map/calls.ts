import { DURATION_BUCKET } from "@throughline/schema";
import { bucketColumns } from "../red/duration-histogram.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { PEER_ATTRIBUTES } from "./peer.ts";

/** Calls that are alike: who called whom, and how. */
export interface CallGroup {
  /** Service of the caller; empty: no span is known that sent these messages. */
  readonly from: string;
  /** Service of the called; empty: no span of another service is known below the caller's, only its attributes say whom it called. */
  readonly to: string;
  readonly isMessaging: boolean;
  /** What the caller's span says of whom it called; of messages without a known sender, what the consumer's span says of the queue. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly calls: number;
  readonly errors: number;
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
  readonly slowTraceId: string;
  readonly slowNano: string;
  /** Empty: none failed. */
  readonly failedTraceId: string;
  readonly failedNano: string;
}

const MINUTE = 60_000_000_000n;
/** Callers are looked for among the spans that began so long before, and called ones among those that began so long after. */
const NEAR = 10n * MINUTE;
/** And so long before among those that still ran, and among producers, whose messages wait. */
const FAR = 60n * MINUTE;
/** Clocks of two machines differ by less. */
const SKEW = MINUTE;

/** Spans that began so long before or after a range may have to do with its calls. */
export const SURROUNDINGS = { before: FAR, after: NEAR } as const;

const HAS_PARENT = "parent_span_id != toFixedString('', 8)";
const IS_INNER = "kind IN ('internal', 'unspecified')";
const IS_CALL = "kind IN ('client', 'producer')";
const FAILED = "status_code = 'error' AS failed";

const LISTED_ATTRIBUTES = `mapFilter((key, value) -> key IN (${PEER_ATTRIBUTES.map((key) => `'${key}'`).join(", ")}), spans.attributes)`;

/** Numbers and exemplars of rows with `duration`, `failed` and `trace`. */
const NUMBERS = `toFloat64(count()) AS calls,
  toFloat64(countIf(failed)) AS errors,
  ${bucketColumns(`sumMap(map(${DURATION_BUCKET}, toUInt64(1)))`)},
  lower(hex(argMax(trace, duration))) AS slowTraceId,
  max(duration) AS slowNano,
  if(errors = 0, '', lower(hex(argMaxIf(trace, duration, failed)))) AS failedTraceId,
  maxIf(duration, failed) AS failedNano`;

/** Conditions on the time of spans that have to do with calls of one range. */
class Times {
  readonly inRange: (column: string) => string;
  /** Spans that may be called, those just outside of the range included. */
  readonly ofCalled: string;
  readonly ofCallers: string;

  constructor(parameters: Parameters, { from, to }: TimeRange) {
    const [start, end] = [parameters.time(from), parameters.time(to)];
    this.inRange = (column) => `${column} >= ${start} AND ${column} < ${end}`;
    this.ofCalled = `time >= ${parameters.time(from - SKEW)} AND time < ${parameters.time(to + NEAR)}`;
    this.ofCallers = `time >= ${parameters.time(from - FAR)} AND time < ${parameters.time(to + SKEW)}
      AND (time >= ${parameters.time(from - NEAR)} OR kind = 'producer' OR duration >= ${parameters.bind("Int64", from - NEAR)} - toUnixTimestamp64Nano(time))`;
  }
}

/** Consumers, and clients that fetch messages, by what they are linked to: messages that came in several at a time, or long after they were sent. */
function linked(time: string): string {
  return `SELECT trace_id, toFixedString(link.1, 16) AS caller_trace_id, toFixedString(link.2, 8) AS caller_id, service, kind, time, duration, ${FAILED}, true AS isLink
    FROM (
      SELECT trace_id, parent_span_id, service, kind, time, duration, status_code, arrayJoin(arrayZip(link_trace_ids, link_span_ids)) AS link
      FROM spans
      WHERE ${time} AND notEmpty(link_span_ids) AND (kind = 'consumer' OR (kind = 'client' AND mapContains(attributes, 'messaging.system')))
    )
    WHERE length(link.1) = 16 AND length(link.2) = 8 AND (link.1, link.2) != (trace_id, parent_span_id)`;
}

/**
 * Calls in the range, by when the called began: pairs of spans of two services, of which one is the other's parent or what a consumer is
 * linked to. And client and producer spans without any span below them, by when they began themselves. Of those that have inner spans of
 * their own service below, it is only said that there are some (`isUnclear`).
 */
export function callsStatement(range: TimeRange, maxGroups: number): Statement {
  const parameters = new Parameters();
  const times = new Times(parameters, range);
  return parameters.statement(`SELECT from, to, isMessaging, isUnclear, attributes, ${NUMBERS}
FROM (
  SELECT
    caller.service AS from,
    if(isUnclear, '', called.service) AS to,
    called.service = caller.service AS isUnclear,
    called.service = '' AS isUnanswered,
    caller.kind = 'producer' OR called.kind = 'consumer' OR called.isLink AS isMessaging,
    if(isUnclear, map(), caller.attributes) AS attributes,
    if(isUnanswered, caller.trace_id, called.trace_id) AS trace,
    isUnanswered OR (caller.kind = 'client' AND NOT isMessaging) AS isAsCallerSaw,
    if(isAsCallerSaw, caller.duration, called.duration) AS duration,
    called.failed OR (caller.failed AND isAsCallerSaw) AS failed
  FROM (
    SELECT trace_id, span_id, service, kind, time, duration, ${FAILED}, if(${IS_CALL}, ${LISTED_ATTRIBUTES}, map()) AS attributes
    FROM spans
    WHERE ${times.ofCallers}
  ) AS caller
  LEFT JOIN (
    SELECT trace_id, trace_id AS caller_trace_id, parent_span_id AS caller_id, service, kind, time, duration, ${FAILED}, false AS isLink
    FROM spans
    WHERE ${times.ofCalled} AND ${HAS_PARENT}
    UNION ALL
    ${linked(times.ofCalled)}
  ) AS called
  ON caller.trace_id = called.caller_trace_id AND caller.span_id = called.caller_id
  WHERE if(called.service != '' AND called.service != caller.service,
    ${times.inRange("called.time")},
    caller.${IS_CALL} AND ${times.inRange("caller.time")} AND (called.service = '' OR called.${IS_INNER}))
)
GROUP BY from, to, isMessaging, isUnclear, attributes
ORDER BY isUnclear DESC, to != '' DESC, calls DESC, from, to
LIMIT ${parameters.bind("UInt32", maxGroups + 1)}`);
}

/** Client and producer spans in the range with inner spans of their service below them, but neither there nor below these a call or an answer to one. */
export function unclearStatement(range: TimeRange, maxGroups: number): Statement {
  const parameters = new Parameters();
  const times = new Times(parameters, range);
  const below = `SELECT trace_id, parent_span_id FROM spans WHERE ${times.ofCalled} AND ${HAS_PARENT}`;
  const telling = `${below} AND NOT ${IS_INNER}`;
  return parameters.statement(`SELECT from, '' AS to, isMessaging, attributes, ${NUMBERS}
FROM (
  SELECT service AS from, kind = 'producer' AS isMessaging, ${LISTED_ATTRIBUTES} AS attributes, trace_id AS trace, duration, ${FAILED}
  FROM spans
  WHERE ${IS_CALL} AND ${times.inRange("time")}
    AND (trace_id, span_id) IN (${below} AND ${IS_INNER})
    AND (trace_id, span_id) NOT IN (${telling})
    AND (trace_id, span_id) NOT IN (SELECT caller_trace_id, caller_id FROM (${linked(times.ofCalled)}))
    AND (trace_id, span_id) NOT IN (${below} AND ${IS_INNER} AND (trace_id, span_id) IN (${telling}))
)
GROUP BY from, isMessaging, attributes
ORDER BY calls DESC, from
LIMIT ${parameters.bind("UInt32", maxGroups + 1)}`);
}

/** Messages of which no span is known that sent them: consumers in the range whose parent and links are not stored. */
export function senderlessStatement(range: TimeRange, maxGroups: number): Statement {
  const parameters = new Parameters();
  const times = new Times(parameters, range);
  const consumers = `SELECT trace_id, span_id, service, duration, ${FAILED}, ${LISTED_ATTRIBUTES} AS attributes,
      arrayJoin(arrayPushBack(
        arrayMap(link -> (toFixedString(link.1, 16), toFixedString(link.2, 8)), arrayFilter(link -> length(link.1) = 16 AND length(link.2) = 8, arrayZip(link_trace_ids, link_span_ids))),
        (trace_id, parent_span_id))) AS sender
    FROM spans
    WHERE ${times.inRange("time")} AND kind = 'consumer'`;
  return parameters.statement(`SELECT '' AS from, service AS to, true AS isMessaging, attributes, ${NUMBERS}
FROM (
  SELECT trace_id AS trace, any(service) AS service, any(duration) AS duration, any(failed) AS failed, any(attributes) AS attributes
  FROM (${consumers})
  GROUP BY trace_id, span_id
  HAVING NOT max(sender IN (SELECT trace_id, span_id FROM spans WHERE ${times.ofCallers} AND (trace_id, span_id) IN (SELECT sender FROM (${consumers}))))
)
GROUP BY to, attributes
ORDER BY calls DESC, to
LIMIT ${parameters.bind("UInt32", maxGroups + 1)}`);
}
