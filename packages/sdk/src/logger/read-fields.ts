import { isError, type Exception } from "./exception.ts";
import { plain, words, type Plain } from "./plain.ts";

/** What stands in an event's fields, as JSON can say it; the error that they tell of stands apart. */
export interface ReadFields {
  readonly fields: Record<string, Plain>;
  readonly exception: Exception | undefined;
}

/** Reads the fields of an event, in copies. An error in `err` or `error`, or in place of all fields, is the exception. Never throws. */
export function readFields(source: unknown): ReadFields {
  const fields: Record<string, Plain> = {};
  let exception: Exception | undefined;
  if (typeof source !== "object" || source === null) return { fields, exception };
  if (isError(source)) return { fields, exception: exceptionFrom(source) };
  for (const name of namesOf(source)) {
    const value = read(source as Record<string, unknown>, name);
    switch (typeof value) {
      case "string":
      case "boolean":
        fields[name] = value;
        break;
      case "undefined":
        break;
      default:
        if ((name === "err" || name === "error") && isError(value)) exception = exceptionFrom(value);
        else fields[name] = plain(value);
    }
  }
  return { fields, exception };
}

/** An error as an exception, even if it cannot be read. */
export function exceptionFrom(error: Error): Exception {
  const value = plain(error);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Exception)
    : { type: "Error", message: words(value) };
}

function namesOf(source: object): string[] {
  try {
    return Object.keys(source);
  } catch {
    return [];
  }
}

/** A field's value, or the error that its getter threw. */
function read(source: Record<string, unknown>, name: string): unknown {
  try {
    return source[name];
  } catch (error) {
    return error;
  }
}
