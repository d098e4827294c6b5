import { valueText } from "../text/value-text.ts";
import type { Severity } from "./severity.ts";

/** Writes filters in the language of `/api/v1/logs`. */

/** Names that stand for a field of the record rather than for an attribute. */
const FIELDS = new Set([
  "service",
  "service.name",
  "body",
  "severity",
  "level",
  "traceId",
  "trace_id",
  "spanId",
  "span_id",
  "correlationId",
]);
const PREFIX = /^(?:resource|attributes)\./;

/** The term that finds an attribute with this value; undefined where the value is none that a term can hold. */
export function attributeTerm(of: "record" | "resource", key: string, value: unknown): string | undefined {
  if (value === null || typeof value === "object") return undefined;
  const text = valueText(value);
  if (of === "resource") return key === "service.name" ? fieldTerm("service", text) : fieldTerm(`resource.${key}`, text);
  return fieldTerm(FIELDS.has(key) || PREFIX.test(key) ? `attributes.${key}` : key, text);
}

/** Longest value in a term: a filter holds 10 000 characters. */
const LONGEST = 2_000;

export function fieldTerm(name: string, value: string): string | undefined {
  return value.length > LONGEST ? undefined : `${written(name, /^[\w.:/@][\w.:/@-]*$/)}=${written(value, /^[\w.:/@+-]+$/)}`;
}

/** As it is where it means nothing else, or in quotes. */
function written(text: string, plain: RegExp): string {
  return plain.test(text) && !/^(?:AND|OR|NOT)$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** The filter with one more term that has to hold: once, and without the same one negated. */
export function withTerm(q: string, term: string): string {
  const opposite = term.startsWith("-") ? term.slice(1) : `-${term}`;
  const padded = ` ${q.trim()} `;
  if (padded.includes(` ${term} `)) return q.trim();
  const rest = padded.replace(` ${opposite} `, " ").trim();
  return rest === "" ? term : `${grouped(rest)} ${term}`;
}

/** The filter, of these severities only; none given: of all. */
export function ofSeverities(q: string, severities: readonly Severity[]): string {
  if (severities.length === 0) return q;
  const terms = severities.map((severity) => (severity === "unset" ? "-severity>=trace" : `level=${severity}`));
  const condition = terms.length === 1 ? terms[0] : `(${terms.join(" OR ")})`;
  return q.trim() === "" ? (condition as string) : `${grouped(q)} ${condition}`;
}

/** In parentheses where alternatives would otherwise end at what is added. */
function grouped(q: string): string {
  return hasAlternatives(q) ? `(${q})` : q;
}

/** Whether there is an `OR` outside of quotes. */
export function hasAlternatives(q: string): boolean {
  return /(?:^|[\s)])OR(?:[\s(]|$)/.test(q.replaceAll(/"(?:[^"\\]|\\[^])*"/g, '""'));
}
