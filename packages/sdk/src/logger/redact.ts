import { FIELDS, type FieldProcessor } from "./field-processor.ts";
import type { LogEvent } from "./log-event.ts";
import type { Plain } from "./plain.ts";
import { isSecretName, normalName, type SecretNames } from "@throughline/model";

/** What stands in place of a secret. */
export const REDACTED = "[redacted]";

/** What `redact` takes. */
export interface RedactOptions {
  /** Names that are secret besides the usual ones, in any case and with any separators. */
  readonly also?: readonly string[];
  /** Names that are none although they look it. */
  readonly except?: readonly string[];
}

/**
 * Replaces the values of fields whose names say that they are secret (`password`, `accessToken`, `Set-Cookie`, `api_key` …), at any
 * depth and in lists of headers. It goes by names, so what stands inside of a text is not seen. `null`, `true` and `false` stay.
 */
export function redact({ also = [], except = [] }: RedactOptions = {}): FieldProcessor {
  const names: SecretNames = { also: new Set(also.map(normalName)), except: new Set(except.map(normalName)), known: new Map() };
  const step = (fields: Record<string, Plain>): void => redactRecord(fields, names);
  const processor = (event: LogEvent): LogEvent => {
    redactRecord(event.fields, names);
    if (event.exception?.cause !== undefined || event.exception?.errors !== undefined) redactRecord(event.exception, names);
    return event;
  };
  return Object.assign(processor, { [FIELDS]: step });
}

function redactRecord(record: { [key: string]: Plain }, names: SecretNames): void {
  for (const key in record) {
    const value = record[key] as Plain;
    if (isSecretName(key, names) && isTelling(value, key)) record[key] = REDACTED;
    else if (typeof value === "object" && value !== null) redactObject(value, names);
  }
}

function redactObject(value: Plain[] | { [key: string]: Plain }, names: SecretNames): void {
  if (!Array.isArray(value)) return redactRecord(value, names);
  for (let at = 0; at < value.length; at++) {
    const item = value[at];
    if (typeof item === "object" && item !== null) redactObject(item, names);
    // Headers as a list: the value follows its name.
    else if (typeof item === "string" && item.length < 40 && at + 1 < value.length && isSecretName(item, names)) value[++at] = REDACTED;
  }
}

/** Whether a value under a secret name says anything. How many tokens were used is no secret. */
function isTelling(value: Plain, key: string): boolean {
  return value !== null && typeof value !== "boolean" && !(typeof value === "number" && /s$/i.test(key));
}
