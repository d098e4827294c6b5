import type { ForeignQuery } from "../foreign/query.ts";
import { badParameter } from "../http-error.ts";
import { parseLogfmt } from "./logfmt.ts";

/** Tags of a search that are no attributes. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ["name", "name"],
  ["root.name", "rootName"],
  ["root.service.name", "rootServiceName"],
]);

/** The search of Tempo's first version as TraceQL: all tags on one span, and the duration of the trace. */
export function legacyTraceql(query: ForeignQuery): string {
  const tags = query.all("tags").flatMap((text) => {
    const pairs = parseLogfmt(text);
    if (!pairs) throw badParameter("tags", 'accepted is logfmt, such as service.name=cart http.route="/a b"');
    return pairs;
  });
  const min = query.duration("minDuration");
  const max = query.duration("maxDuration");
  const conditions = [
    ...tags.map(([key, value]) => condition(key, value)),
    ...(min === undefined ? [] : [`traceDuration >= ${min}ns`]),
    ...(max === undefined ? [] : [`traceDuration <= ${max}ns`]),
  ];
  return `{ ${conditions.join(" && ")} }`;
}

function condition(key: string, value: string): string {
  const text = JSON.stringify(value);
  if (key === "error" && value === "true") return "status = error";
  if (key === "status.code" && ["unset", "ok", "error"].includes(value)) return `status = ${value}`;
  const field = FIELDS.get(key);
  if (field !== undefined) return `${field} = ${text}`;
  const attribute = `.${JSON.stringify(key)}`;
  const isPlain = /^(?:-?\d{1,15}(?:\.\d+)?|true|false)$/.test(value);
  return isPlain ? `(${attribute} = ${text} || ${attribute} = ${value})` : `${attribute} = ${text}`;
}
