import { context } from "@opentelemetry/api";
import { isError } from "./exception.ts";
import { logEvent } from "./log-event.ts";
import type { LogLevel } from "./log-level.ts";
import { logPipeline, processed } from "./log-pipeline.ts";
import { emitLogRecord } from "./log-record.ts";
import { logTime } from "./log-time.ts";
import type { LogFields } from "./logger.ts";
import { exceptionFrom, readFields } from "./read-fields.ts";

const LOGGER = "process";

/**
 * Sends `uncaught_exception` or `unhandled_rejection` as a log record under the trace that is active. Nothing is written: Node prints
 * the error itself. Synchronous; never throws.
 *
 * @param error what was thrown, an error or anything else
 * @param origin as `uncaughtExceptionMonitor` gives it: `uncaughtException` or `unhandledRejection`
 */
export function logUncaughtException(error: unknown, origin: string): void {
  const name = origin === "unhandledRejection" ? "unhandled_rejection" : "uncaught_exception";
  send("fatal", name, isError(error) ? {} : { thrown: error }, error);
}

/** Sends a warning of Node's or of the app's (`process.emitWarning`) as the log record `node_warning`. Synchronous; never throws. */
export function logNodeWarning(warning: Error): void {
  const { code, detail } = warning as { code?: unknown; detail?: unknown };
  send("warn", "node_warning", { name: warning.name, code, detail }, warning);
}

function send(level: LogLevel, name: string, fields: LogFields, error: unknown): void {
  try {
    const ctx = context.active();
    const exception = isError(error) ? exceptionFrom(error) : undefined;
    const event = processed(logEvent(ctx, LOGGER, level, name, readFields(fields).fields, exception), logPipeline());
    if (event !== null) emitLogRecord(event, { time: logTime(), context: ctx, named: true });
  } catch {
    // The process has trouble enough.
  }
}
