/** The value of an attribute or the body of a log record, which is any JSON, as text: a text as it is, all else as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  return value !== null && typeof value === "object" ? JSON.stringify(value, undefined, 2) : String(value);
}
