import type { Context } from "@opentelemetry/api";
import { actionIds } from "./action-ids.ts";
import type { Exception } from "./exception.ts";
import type { LogLevel } from "./log-level.ts";
import { words, type Plain } from "./plain.ts";

/** One event on its way through the processors, made of copies: what they change, they change for the line and the OTLP record alike. */
export interface LogEvent {
  level: LogLevel;
  /** The event's name. */
  event: string;
  /** The logger's name; `pino`, `winston` and so on for lines of other loggers without a name. */
  logger: string;
  /** The call's fields and those bound to its logger and its action, as JSON can say them. */
  fields: Record<string, Plain>;
  /** The error in `err` or `error`, with its frames and its causes. */
  exception: Exception | undefined;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}

/**
 * A step that every event takes: returns the event, changed or not, or `null` to drop it.
 * Steps are synchronous. One that throws is left out for that event, and said once on stderr.
 */
export type LogProcessor = (event: LogEvent) => LogEvent | null;

/** An event that happens in `ctx`. A text that is no string is put into words. */
export function logEvent(
  ctx: Context,
  logger: string,
  level: LogLevel,
  text: unknown,
  fields: Record<string, Plain>,
  exception: Exception | undefined,
): LogEvent {
  const { correlationId, span } = actionIds(ctx);
  return {
    level,
    event: words(text),
    logger,
    fields,
    exception,
    correlationId,
    traceId: span?.traceId,
    spanId: span?.spanId,
  };
}
