import { NO_PROBE } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import { KEYWORD } from "./attribute-type.ts";
import type { AttributeSearch } from "./names.ts";
import type { AttributeValue } from "./values.ts";

/** How spans have an intrinsic whose values can be listed: SQL on a row of `spans`. */
export interface Column {
  readonly value: string;
  readonly present: string;
  readonly letter: "s" | typeof KEYWORD;
}

export const COLUMNS: Readonly<Record<string, Column>> = {
  status: { value: "toString(status_code)", present: "true", letter: KEYWORD },
  statusMessage: { value: "status_message", present: "status_message != ''", letter: "s" },
  rootName: { value: "toString(name)", present: "parent_span_id = toFixedString('', 8)", letter: "s" },
  rootServiceName: { value: "toString(service)", present: "parent_span_id = toFixedString('', 8)", letter: "s" },
  "event:name": { value: "arrayJoin(arrayMap(n -> toString(n), event_names))", present: "notEmpty(event_times)", letter: "s" },
  "instrumentation:name": { value: "toString(scope_name)", present: "scope_name != ''", letter: "s" },
  "instrumentation:version": { value: "toString(scope_version)", present: "scope_version != ''", letter: "s" },
};

/** Values of what the table of rates counts all spans by. */
export async function readFromRed(
  run: Run,
  column: "service" | "name" | "kind",
  { service, prefix, range, limit }: Omit<AttributeSearch, "scope">,
): Promise<AttributeValue[]> {
  const parameters = new Parameters();
  const of = service === undefined ? NO_PROBE : `service = ${parameters.bind("String", service)}`;
  const rows = await run<{ value: string; count: string }>(
    parameters.statement(`SELECT toString(${column}) AS value, sum(calls) AS count
FROM red
WHERE minute >= toStartOfMinute(${parameters.time(range.from)}) AND minute < ${parameters.time(range.to)} AND ${of} AND startsWith(value, ${parameters.bind("String", prefix)})
GROUP BY value
ORDER BY count DESC, value
LIMIT ${parameters.bind("UInt32", limit)}`),
  );
  return rows.map(({ value, count }) => ({ value, type: column === "kind" ? "keyword" : "string", count: Number(count) }));
}
