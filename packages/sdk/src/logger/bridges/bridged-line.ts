import type { Context } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import type { BoundFields } from "../bound-fields.ts";
import type { Exception } from "../exception.ts";
import { logContextOf } from "../log-context.ts";
import { logEvent } from "../log-event.ts";
import type { LogLevel } from "../log-level.ts";
import { logPipeline, processed } from "../log-pipeline.ts";
import { emitLogRecord, takesLogRecords } from "../log-record.ts";
import { logTime } from "../log-time.ts";
import type { Plain } from "../plain.ts";
import { stackFrames } from "../stack-frames.ts";

/** A line that another logger has written. */
export interface BridgedLine {
  /** Its logger's name. */
  readonly logger: string;
  readonly level: LogLevel;
  /** OpenTelemetry's severity, which may be finer than the level. */
  readonly severityNumber: number;
  /** What its logger calls the level. */
  readonly severityText: string;
  readonly text: unknown;
  readonly fields: Record<string, Plain>;
  /** Fields that the logger adds to each of its lines. */
  readonly bound: BoundFields;
  readonly exception: Exception | undefined;
}

/** Whether a record of the logger called `name` would go anywhere. Not while we send what was logged before. */
export function isBridged(ctx: Context, name: string): boolean {
  return !isTracingSuppressed(ctx) && takesLogRecords(name);
}

/** Sends a line of another logger as a log record, after the processors, with what is bound to its action. Never throws. */
export function emitBridged(ctx: Context, line: BridgedLine): void {
  try {
    const { level, severityNumber } = line;
    const pipeline = logPipeline();
    const shared = logContextOf(ctx).with(line.bound);
    const ready = pipeline.fieldSteps === undefined ? undefined : shared.ready(pipeline).fields;
    const fields = ready === undefined ? { ...shared.copy(), ...line.fields } : line.fields;
    const event = processed(logEvent(ctx, line.logger, level, line.text, fields, line.exception), pipeline);
    if (event === null) return;
    const severity = event.level === level ? { severityNumber, severityText: line.severityText.toUpperCase() } : {};
    emitLogRecord(event, { time: logTime(), context: ctx, bound: ready, named: false, ...severity });
  } catch {
    // The line itself is written; its record is never worth the action that it tells of.
  }
}

/** The exception that a serializer of another logger made of an error, or `undefined` if `value` is none. */
export function serializedException(value: unknown): Exception | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, name, message, stack, code } = value as { [key: string]: unknown };
  if (typeof message !== "string" || typeof stack !== "string") return undefined;
  const frames = stackFrames(stack, message);
  return {
    type: [type, name].find((one) => typeof one === "string") ?? "Error",
    message,
    ...((typeof code === "string" || typeof code === "number") && { code }),
    ...(frames.length > 0 ? { frames } : { stacktrace: stack }),
  };
}
