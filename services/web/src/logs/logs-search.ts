import { search, type Search } from "../search.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

/** What the URL of the view of logs says; all of it text, lists with commas between. */
export const LOGS_SEARCH = [
  "q",
  "service",
  "severity",
  "traceId",
  "spanId",
  "correlationId",
  "start",
  "end",
  "log",
  "around",
  "columns",
  "wrap",
  "live",
] as const;

export type LogsSearch = Search<(typeof LOGS_SEARCH)[number]>;
/** What is undefined or empty is taken away. */
export type Changes = { readonly [Name in keyof LogsSearch]?: string | undefined };

export function changed(given: LogsSearch, changes: Changes): LogsSearch {
  return search(...LOGS_SEARCH)({ ...given, ...changes });
}

export function severitiesIn(text: string | undefined): readonly Severity[] {
  const names = new Set(text?.split(","));
  return SEVERITIES.filter((severity) => names.has(severity));
}

/** Keys of attributes that are shown as columns. A comma in a key is escaped. */
export function columnsIn(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [...new Set(text.split(",").filter(Boolean).map(decoded))];
}

export function columnsText(columns: readonly string[]): string {
  return columns.map((key) => key.replaceAll(/[%,]/g, encodeURIComponent)).join(",");
}

/** With it, or without it where it was there. */
export function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
}

function decoded(key: string): string {
  return key.replaceAll("%2C", ",").replaceAll("%25", "%");
}
