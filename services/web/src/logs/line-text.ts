import type { Log } from "@throughline/api";
import { plainText } from "../text/plain-text.ts";
import { valueText } from "../text/value-text.ts";

/** Most characters of a body in its line: more does not fit, and a megabyte would hold up the page. */
const MOST = 1_000;
const MOST_WRAPPED = 2_000;
const MOST_ATTRIBUTES = 4;
const LONGEST_ATTRIBUTE = 60;
/** A longer body is shown as it came. */
const MOST_PARSED = 262_144;
/** Digits that a double may not hold: such a body is shown as it came. */
const LONG_NUMBER = /\d{16}/;

/** What says nothing more in a line: it is shown elsewhere in it, or too long for it. */
const LEFT_OUT = /^(?:correlation[._]id|trace_id|span_id|event|logger|code\.|exception\.stacktrace|thread\.)/;

/** The body of a record in one line; the event's name where it has no body. */
export function lineText({ body, eventName }: Pick<Log, "body" | "eventName">): string {
  return plainText(compact(body, eventName).slice(0, MOST).replaceAll(/\s+/g, " "));
}

/** The same with the lines that it has, for a view that wraps. */
export function wrappedText({ body, eventName }: Pick<Log, "body" | "eventName">): string {
  const text = compact(body, eventName);
  return plainText(text.length > MOST_WRAPPED ? `${text.slice(0, MOST_WRAPPED)}…` : text);
}

function compact(body: unknown, eventName: string): string {
  if (body === null || body === "") return eventName;
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** A few attributes that fit beside the body. */
export function fewAttributes({ attributes }: Pick<Log, "attributes">): readonly (readonly [key: string, text: string])[] {
  const few: [string, string][] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (LEFT_OUT.test(key)) continue;
    const text = attributeLine(value);
    if (text.length <= LONGEST_ATTRIBUTE) few.push([key, text]);
    if (few.length === MOST_ATTRIBUTES) break;
  }
  return few;
}

/** The value of an attribute in one line. */
export function attributeLine(value: unknown): string {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : valueText(value);
  return plainText(text.slice(0, MOST).replaceAll(/\s+/g, " "));
}

/** A record's attribute or, where it has none of that name, its resource's, for a column; undefined: neither has it. */
export function columnText({ attributes, resource }: Pick<Log, "attributes" | "resource">, key: string): string | undefined {
  if (Object.hasOwn(attributes, key)) return attributeLine(attributes[key]);
  return Object.hasOwn(resource, key) ? attributeLine(resource[key]) : undefined;
}

/** The body with line ends and indents where it is JSON, as a value or written as text. */
export function prettyBody(body: unknown): string {
  if (typeof body !== "string") return body === null ? "" : valueText(body);
  if (!/^\s*[[{]/.test(body) || body.length > MOST_PARSED || LONG_NUMBER.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
