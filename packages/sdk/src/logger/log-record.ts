import { logs, type AnyValue, type Context, type HrTime, type Logger } from "@opentelemetry/api";
import { CORRELATION_ID } from "@throughline/model";
import { stacktraceOf, type Exception } from "./exception.ts";
import type { LogEvent } from "./log-event.ts";
import { LOG_LEVELS } from "./log-level.ts";
import { OWN, type OwnLogRecord } from "./own-attributes.ts";
import type { Plain } from "./plain.ts";

const MAX_LOGGERS = 1000;
const MAX_EVENT_NAMES = 1000;

const loggers = new Map<string, Logger>();

/** What a log record says beside its event. */
export interface LogRecordRest {
  readonly time: HrTime;
  readonly context: Context;
  /** OpenTelemetry's severity, where it is finer than the level. */
  readonly severityNumber?: number;
  readonly severityText?: string;
  /** Fields that go before the event's own in the record, and are replaced by them. */
  readonly bound?: Readonly<Record<string, Plain>> | undefined;
  /** Whether the event's text is a name that never changes. */
  readonly named: boolean;
}

/** Hands an event to OpenTelemetry as a log record, of whichever SDK is there; to nobody if there is none. */
export function emitLogRecord(event: LogEvent, rest: LogRecordRest): void {
  const { level, event: body } = event;
  const logger = loggerOf(event.logger);
  if (!logger.enabled()) return;
  const record: OwnLogRecord = {
    [OWN]: true,
    timestamp: rest.time,
    severityNumber: rest.severityNumber ?? LOG_LEVELS[level],
    severityText: rest.severityText ?? TEXTS[level],
    body,
    attributes: attributesOf(event, rest.bound),
    context: rest.context,
  };
  if (rest.named && isEventName(body)) record.eventName = body;
  logger.emit(record);
}

const TEXTS = { trace: "TRACE", debug: "DEBUG", info: "INFO", warn: "WARN", error: "ERROR", fatal: "FATAL" } as const;

/** Whether anybody takes records of the logger called `name`. */
export function takesLogRecords(name: string): boolean {
  return loggerOf(name).enabled();
}

function loggerOf(name: string): Logger {
  const known = loggers.get(name);
  if (known !== undefined) return known;
  if (loggers.size >= MAX_LOGGERS) loggers.clear();
  const made = logs.getLogger(name);
  loggers.set(name, made);
  return made;
}

/** First what must not fall victim to a limit on the number of attributes. */
function attributesOf(
  { correlationId, exception, fields }: LogEvent,
  bound: Readonly<Record<string, Plain>> | undefined,
): Record<string, AnyValue> {
  const attributes: Record<string, AnyValue> = {};
  if (correlationId !== undefined) attributes[CORRELATION_ID] = correlationId;
  if (exception !== undefined) addException(attributes, exception);
  for (const name in bound) attributes[name] = bound[name];
  for (const name in fields) attributes[name] = fields[name];
  return attributes;
}

/** Says an exception as OpenTelemetry names its parts. */
export function addException(attributes: Record<string, AnyValue>, exception: Exception): void {
  attributes["exception.type"] = exception.type;
  attributes["exception.message"] = exception.message;
  attributes["exception.stacktrace"] = stacktraceOf(exception);
}

const eventNames = new Map<string, boolean>();

/** Whether an event's text can serve as OpenTelemetry's event name. Names that begin with `throughline.` are our own. */
function isEventName(event: string): boolean {
  const known = eventNames.get(event);
  if (known !== undefined) return known;
  const is = /^[A-Za-z][\w.:/-]{0,127}$/.test(event) && !event.startsWith("throughline.");
  if (eventNames.size >= MAX_EVENT_NAMES) eventNames.clear();
  eventNames.set(event, is);
  return is;
}
