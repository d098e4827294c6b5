import { context, isSpanContextValid, logs, trace, type Attributes } from "@opentelemetry/api";
import { CORRELATION_ID } from "@throughline/model";
import { correlationOf } from "../correlation/correlation.ts";
import { exceptionOf, fullStacktrace } from "./exception.ts";
import { logLine } from "./log-line.ts";
import { leastSeverity, LOG_LEVELS, type LogLevel } from "./log-level.ts";
import { logTime } from "./log-time.ts";
import { plain, type Plain } from "./plain.ts";
import { serviceName } from "../environment/service-name.ts";
import { writeLine } from "../process/write-line.ts";

/** What an event is about. Any value may stand here; errors in `err` or `error` are written as exceptions. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes events: a name that never changes and fields that do, `log.info("payment_declined", { orderId, amount })`.
 *
 * Each goes out twice, as a line of JSON on stdout and as an OTLP log record, both with the correlation, trace and span ID of
 * what runs now. No method throws, whatever the fields are and wherever stdout leads.
 */
export interface Logger {
  trace(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  fatal(event: string, fields?: LogFields): void;
  /** A logger of the same name that adds `fields` to every event. */
  with(fields: LogFields): Logger;
}

/** A logger called `name`, which says what part of the service speaks. May be made before `start`. */
export function logger(name: string = "app"): Logger {
  return bound(name, {});
}

function bound(name: string, fields: LogFields): Logger {
  const at = (level: LogLevel) => (event: string, more?: LogFields) => write(name, level, event, fields, more);
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("fatal"),
    with: (more) => bound(name, { ...fields, ...more }),
  };
}

function write(name: string, level: LogLevel, event: unknown, fields: LogFields, more: LogFields | undefined): void {
  const severityNumber = LOG_LEVELS[level];
  if (severityNumber < leastSeverity()) return;
  try {
    const { error, rest } = readFields(fields, exceptionOf(more) === undefined ? more : { err: more });
    const ctx = context.active();
    const spanContext = trace.getSpanContext(ctx);
    const span = spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
    const correlation = correlationOf(ctx);
    const body = typeof event === "string" ? event : JSON.stringify(plain(event));
    const { date, timestamp } = logTime();
    const line = logLine(
      {
        time: date.toISOString(),
        level,
        event: body,
        service: serviceName(),
        logger: name,
        correlation_id: correlation,
        trace_id: span?.traceId,
        span_id: span?.spanId,
        exception: error === undefined ? undefined : plain(error),
      },
      rest,
    );
    writeLine("stdout", line);
    logs.getLogger(name).emit({
      timestamp,
      severityNumber,
      severityText: level.toUpperCase(),
      body,
      // First what must not fall victim to a limit on the number of attributes.
      attributes: { ...(correlation !== undefined && { [CORRELATION_ID]: correlation }), ...exceptionAttributes(error), ...rest },
      context: ctx,
      ...(isEventName(body) && { eventName: body }),
    });
  } catch {
    // A log line is never worth the action that it tells of.
  }
}

/** All fields as JSON can say them, later ones going before earlier ones, without the error that is told apart. */
function readFields(...sources: readonly (LogFields | undefined)[]): { error: unknown; rest: Record<string, Plain> } {
  let error: unknown;
  const rest: Record<string, Plain> = {};
  for (const source of sources) {
    for (const name of Object.keys(source ?? {})) {
      const value = read(source, name);
      if ((name === "err" || name === "error") && exceptionOf(value) !== undefined) error = value;
      else if (value !== undefined) rest[name] = plain(value);
    }
  }
  return { error, rest };
}

/** A field's value, or the error that its getter threw. */
function read(source: LogFields | undefined, name: string): unknown {
  try {
    return source?.[name];
  } catch (error) {
    return error;
  }
}

function exceptionAttributes(error: unknown): Attributes {
  const exception = exceptionOf(error);
  if (exception === undefined) return {};
  return {
    "exception.type": exception.type,
    "exception.message": exception.message,
    "exception.stacktrace": fullStacktrace(error),
  };
}

/** Whether an event's text can serve as OpenTelemetry's event name. Names that begin with `throughline.` are our own. */
function isEventName(event: string): boolean {
  return /^[A-Za-z][\w.:/-]{0,127}$/.test(event) && !event.startsWith("throughline.");
}
