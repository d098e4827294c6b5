import { MAX_MESSAGE } from "@throughline/query";
import type { Group } from "./group.ts";

const MASKS = /<(?:n|id|email|text)>/;

/** The log query that finds a group's records; null: it has none. */
export function logQueryOf(group: Group): string | null {
  const { service, type, records } = group;
  if (records.size === 0) return null;
  const compared = comparison(group);
  const says = (key: string): string => `${key}${compared.operator}${inQuotes(compared.text)}`;
  const what =
    type === "" ? `(${says("body")} OR ${says("exception.message")})` : `exception.type=${inQuotes(type)} ${says("exception.message")}`;
  return `service=${inQuotes(service)} ${what}`;
}

/** The TraceQL query that finds a group's traces; null: it has no spans. Types are left out: what is logged under one may be another on its span. */
export function traceQueryOf(group: Group): string | null {
  const { service, type, message, operation, spans } = group;
  if (spans.size === 0) return null;
  const { operator, text } = comparison(group);
  const says = (field: string): string => `${field} ${operator} ${JSON.stringify(operator === "=~" ? `(?s)${text}` : text)}`;
  const what =
    message === "" ? `event.exception.type = ${JSON.stringify(type)}` : `(${says("event.exception.message")} || ${says("statusMessage")})`;
  const named = operation === "" ? "" : ` && name = ${JSON.stringify(operation)}`;
  return `{ resource.service.name = ${JSON.stringify(service)}${named} && ${what} }`;
}

/** How a message is asked for of which a part is masked, or missing. */
function comparison({ message, last }: Group): { readonly operator: "=" | "=~"; readonly text: string } {
  const isCut = last.message.length > MAX_MESSAGE;
  if (!isCut && !MASKS.test(message)) return { operator: "=", text: message };
  return { operator: "=~", text: message.split(MASKS).map(escaped).join(".+") + (isCut ? ".*" : "") };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function inQuotes(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
