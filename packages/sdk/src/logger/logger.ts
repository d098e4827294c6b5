import { context, SeverityNumber } from "@opentelemetry/api";
import { serviceName } from "../environment/service-name.ts";
import { writeLine } from "../process/write-line.ts";
import { BoundFields } from "./bound-fields.ts";
import { logEvent } from "./log-event.ts";
import { logContextOf } from "./log-context.ts";
import { logFormat, type LogFormat } from "./log-format.ts";
import { LOG_LEVELS, logLevel, logLevels, type LogLevel, type LogLevels } from "./log-level.ts";
import { fieldsJson, logLine } from "./log-line.ts";
import { logPipeline, processed } from "./log-pipeline.ts";
import { emitLogRecord } from "./log-record.ts";
import { logTime, timeText } from "./log-time.ts";
import { words, type Plain } from "./plain.ts";
import { prettyLine } from "./pretty-line.ts";
import { readFields } from "./read-fields.ts";

/** What an event is about. Any value may stand here; errors in `err` or `error` are written as exceptions. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes events: a name that never changes and fields that do, `log.info("payment_declined", { orderId, amount })`.
 *
 * Each goes out twice, as a line on stdout (JSON, or readable on a terminal) and as an OTLP log record, both with the correlation,
 * trace and span ID of what runs now, the fields bound to it, and after the processors of `configureLogger`. No method throws,
 * whatever the fields are and wherever stdout leads.
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
  return bound(words(name), BoundFields.NONE);
}

function bound(name: string, own: BoundFields): Logger {
  let levels: LogLevels | undefined;
  let least: SeverityNumber = SeverityNumber.UNSPECIFIED;
  const at = (level: LogLevel) => {
    const severity = LOG_LEVELS[level];
    return (event: string, fields?: LogFields): void => {
      const now = logLevels();
      if (levels !== now) {
        levels = now;
        least = LOG_LEVELS[logLevel(name)];
      }
      if (severity >= least) write(name, level, event, own, fields);
    };
  };
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("fatal"),
    with: (fields) => bound(name, own.with(BoundFields.of(fields))),
  };
}

let format: LogFormat | undefined;

function write(name: string, level: LogLevel, text: unknown, own: BoundFields, more: unknown): void {
  try {
    const ctx = context.active();
    const pipeline = logPipeline();
    const shared = logContextOf(ctx).with(own);
    const { fields, exception } = readFields(more);
    // Where no processor needs to see them, shared fields stay apart: they are serialised already.
    let ready = pipeline.fieldSteps === undefined || shared === BoundFields.NONE ? undefined : shared.ready(pipeline);
    const all = ready === undefined ? { ...shared.copy(), ...fields } : fields;
    const event = processed(logEvent(ctx, name, level, text, all, exception ?? shared.exception), pipeline);
    if (event === null) return;
    if (ready !== undefined && hidesAny(event.fields, ready.fields)) {
      event.fields = { ...ready.fields, ...event.fields };
      ready = undefined;
    }
    const time = logTime();
    format ??= logFormat(process.env, process.stdout.isTTY);
    writeLine(
      "stdout",
      format.pretty
        ? prettyLine(new Date(timeText(time)), { ...event, fields: { ...ready?.fields, ...event.fields } }, format.coloured)
        : logLine(timeText(time), event, serviceName(), (ready?.json ?? "") + fieldsJson(event.fields)),
    );
    emitLogRecord(event, { time, context: ctx, bound: ready?.fields, named: true });
  } catch {
    // A log line is never worth the action that it tells of.
  }
}

function hidesAny(fields: Readonly<Record<string, Plain>>, others: Readonly<Record<string, Plain>>): boolean {
  for (const name in fields) if (Object.hasOwn(others, name)) return true;
  return false;
}
