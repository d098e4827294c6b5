import { inspect, types } from "node:util";

/** An error as logs carry it. */
export interface Exception {
  readonly type: string;
  readonly message: string;
  readonly stacktrace?: string;
  readonly code?: unknown;
  /** What it was caused by, an error or anything else. */
  readonly cause?: unknown;
  /** The errors of an `AggregateError`. */
  readonly errors?: unknown;
}

/** `value` as an exception if it is an error, of this realm or another. */
export function exceptionOf(value: unknown): Exception | undefined {
  if (!types.isNativeError(value) && !(value instanceof Error)) return undefined;
  // A class may declare anything under these names.
  const { message, stack, code, cause, errors } = value as {
    message: unknown;
    stack?: unknown;
    code?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  return {
    type: value.constructor?.name || value.name,
    message: typeof message === "string" ? message : inspect(message),
    ...(typeof stack === "string" && { stacktrace: stack }),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
    ...(Array.isArray(errors) && { errors }),
  };
}

/** The stack trace of `error` and of all that caused it, as OpenTelemetry's `exception.stacktrace` has it. */
export function fullStacktrace(error: unknown): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  for (let at = error; at !== undefined && !seen.has(at); at = exceptionOf(at)?.cause) {
    seen.add(at);
    const exception = exceptionOf(at);
    parts.push(exception === undefined ? inspect(at) : (exception.stacktrace ?? `${exception.type}: ${exception.message}`));
  }
  return parts.join("\nCaused by: ");
}
