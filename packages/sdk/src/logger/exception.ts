import { types } from "node:util";
import { stackFrames, type StackFrame } from "./stack-frames.ts";
import type { Plain } from "./plain.ts";

/** An error as logs carry it. */
export type Exception = {
  type: string;
  message: string;
  code?: Plain;
  frames?: StackFrame[];
  /** The stack as text, where it is none that V8 wrote. */
  stacktrace?: string;
  /** What it was caused by, an exception or anything else. */
  cause?: Plain;
  /** The errors of an `AggregateError`. */
  errors?: Plain;
};

/** Whether `value` is an error, of this realm or another. */
export function isError(value: unknown): value is Error {
  return typeof value === "object" && (types.isNativeError(value) || value instanceof Error);
}

/** `error` as an exception. What hangs on it goes through `convert`. May throw what the error's own getters throw. */
export function exceptionOf(error: Error, convert: (value: unknown) => Plain): Exception {
  // A class may declare anything under these names.
  const { name, message, stack, code, cause, errors } = error as { [K in keyof Exception | "stack" | "name"]?: unknown };
  const text = typeof message === "string" ? message : JSON.stringify(convert(message));
  const frames = typeof stack === "string" ? stackFrames(stack, text) : [];
  return {
    type: typeOf(error, name),
    message: text,
    ...(code !== undefined && { code: convert(code) }),
    ...(frames.length > 0 ? { frames } : typeof stack === "string" && { stacktrace: stack }),
    ...(cause !== undefined && { cause: convert(cause) }),
    ...(Array.isArray(errors) && { errors: convert(errors) }),
  };
}

/** The error's class; of plain errors the name that they were given, as Node does with its warnings. */
function typeOf(error: Error, name: unknown): string {
  const className = error.constructor?.name;
  const given = typeof name === "string" && name !== "" ? name : "Error";
  return !className || className === "Error" ? given : className;
}

/** An exception's stack trace and those of all that caused it, as OpenTelemetry's `exception.stacktrace` has it. */
export function stacktraceOf(exception: Exception): string {
  const { type, message, frames, stacktrace, cause, errors } = exception;
  const parts = [
    frames === undefined ? (stacktrace ?? `${type}: ${message}`) : [`${type}: ${message}`, ...frames.map(frameText)].join("\n"),
  ];
  if (Array.isArray(errors)) parts.push(...errors.map((one, at) => `Error ${at + 1} of ${errors.length}: ${textOf(one)}`));
  if (cause !== undefined) parts.push(`Caused by: ${textOf(cause)}`);
  return parts.join("\n");
}

/** Whether a plain value was an error. */
export function isException(value: Plain | undefined): value is Exception {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return typeof value["type"] === "string" && typeof value["message"] === "string" && ("frames" in value || "stacktrace" in value);
}

/** A frame as V8 writes it, without indentation and `at`. */
export function placeOf({ file, line, column }: StackFrame): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function frameText(frame: StackFrame): string {
  const place = placeOf(frame);
  return `    at ${frame.async ? "async " : ""}${frame.function === "<anonymous>" ? place : `${frame.function} (${place})`}`;
}

function textOf(value: Plain): string {
  if (isException(value)) return stacktraceOf(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
