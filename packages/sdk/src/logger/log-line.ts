import type { Exception } from "./exception.ts";
import type { LogEvent } from "./log-event.ts";
import type { Plain } from "./plain.ts";

/** Names that every line has; a field of such a name is written as `field.<name>`. */
const RESERVED = new Set(["time", "level", "event", "service", "logger", "correlation_id", "trace_id", "span_id", "exception"]);

/**
 * One log line, JSON without its line break: first what every line has, then the fields.
 *
 * @param time RFC 3339 with milliseconds, UTC
 * @param fields as `fieldsJson` returns them
 */
export function logLine(
  time: string,
  { level, event, logger, correlationId, traceId, spanId, exception }: LogEvent,
  service: string,
  fields: string,
): string {
  let line = `{"time":"${time}","level":"${level}","event":${text(event)},"service":${text(service)},"logger":${text(logger)}`;
  // IDs are of characters that need no escape.
  if (correlationId !== undefined) line += `,"correlation_id":"${correlationId}"`;
  if (traceId !== undefined) line += `,"trace_id":"${traceId}","span_id":"${spanId}"`;
  if (exception !== undefined) line += `,"exception":${JSON.stringify(exception satisfies Exception)}`;
  return `${line}${fields}}`;
}

/** Fields as a part of a line, each behind a comma: `,"amount":12.5`. */
export function fieldsJson(fields: Readonly<Record<string, Plain>>): string {
  let clash = false;
  for (const name in fields) clash ||= RESERVED.has(name);
  const json = JSON.stringify(clash ? renamed(fields) : fields);
  return json.length > 2 ? `,${json.slice(1, -1)}` : "";
}

function renamed(fields: Readonly<Record<string, Plain>>): Record<string, Plain> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [RESERVED.has(name) ? `field.${name}` : name, value]));
}

function text(value: string): string {
  return JSON.stringify(value);
}
