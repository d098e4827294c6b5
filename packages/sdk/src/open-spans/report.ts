import { logs, ROOT_CONTEXT, SeverityNumber, SpanKind, trace, type Attributes, type HrTime } from "@opentelemetry/api";
import type { Span } from "@opentelemetry/sdk-trace";
import { CORRELATION_ID } from "@throughline/model";

/** Own attributes of a span that are told: as many as fit beside ours under OpenTelemetry's limit. */
const MAX_ATTRIBUTES = 100;

/** What a report says beside the span itself. */
export interface ReportFacts {
  /** In nanoseconds. */
  readonly age: bigint;
  /** Where the span was started: frames, innermost first. */
  readonly place: string | undefined;
  /** In nanoseconds until the next report; `undefined` when none follows. */
  readonly next?: bigint;
  /** What ends the process. */
  readonly lastWords?: string;
}

/** Emits the log event `throughline.span.open` about a span that has not ended. May throw what a log processor throws. */
export function reportOpenSpan(span: Span, { age, place, next, lastWords }: ReportFacts): void {
  const start = nanoseconds(span.startTime);
  const parent = span.parentSpanContext?.spanId;
  const correlation = span.attributes[CORRELATION_ID];
  const own = Object.entries(span.attributes).slice(0, MAX_ATTRIBUTES);
  const ours: Attributes = {
    ...(correlation !== undefined && { [CORRELATION_ID]: correlation }),
    "throughline.span.name": span.name,
    "throughline.span.kind": SpanKind[span.kind].toLowerCase(),
    ...(parent !== undefined && { "throughline.span.parent_id": parent }),
    // As exact as a number can be, some 100 ns; the record's time less the age is exact.
    "throughline.span.start_time_unix_nano": Number(start),
    "throughline.span.age_nano": Number(age),
    ...(next !== undefined && { "throughline.span.next_report_nano": Number(next) }),
    ...(lastWords !== undefined && { "throughline.span.last_words": lastWords }),
    "throughline.span.scope": span.instrumentationScope.name,
    ...(place !== undefined && { "code.stacktrace": place }),
  };
  logs.getLogger("@throughline/sdk").emit({
    eventName: "throughline.span.open",
    severityNumber: SeverityNumber.INFO,
    severityText: "INFO",
    body: `${span.name} has been open for ${(Number(age) / 1e9).toFixed(1)} s`,
    timestamp: hrTime(start + age),
    // Ours first, so that a limit on their number spares them, and ours again, so that none of the span's replaces them.
    attributes: { ...ours, ...Object.fromEntries(own), ...ours },
    context: trace.setSpan(ROOT_CONTEXT, span),
  });
}

/** How long a span has run by the clock on the wall, in nanoseconds. */
export function ageOf(span: Span): bigint {
  const age = BigInt(Date.now()) * 1_000_000n - nanoseconds(span.startTime);
  return age > 0n ? age : 0n;
}

function nanoseconds([seconds, rest]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(Math.trunc(rest));
}

function hrTime(unixNano: bigint): HrTime {
  return [Number(unixNano / 1_000_000_000n), Number(unixNano % 1_000_000_000n)];
}
