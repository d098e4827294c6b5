/** Columns of the table `spans` by what they are for, so that one sees what exactness costs. */
const FAMILIES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["IDs: trace, span, parent", /^(?:trace_id|span_id|parent_span_id)$/],
  ["time and duration", /^(?:time|duration)$/],
  ["service, name, kind, status", /^(?:service|name|kind|status_)/],
  ["resource", /^resource$/],
  ["scope", /^scope_/],
  ["attributes", /^attributes$/],
  ["types of attributes", /^attribute_types$/],
  ["correlation IDs", /^correlation_ids$/],
  ["events", /^(?:event_|dropped_events)/],
  ["links", /^(?:link_|dropped_links)/],
  ["trace state, flags, dropped attributes", /^(?:trace_state|flags|dropped_attributes)$/],
];

export interface Family {
  readonly name: string;
  readonly bytes: number;
  readonly columns: readonly (readonly [string, number])[];
}

/** The families with their bytes; a column that none claims is in "other". */
export function families(columns: ReadonlyMap<string, number>): Family[] {
  const grouped = Map.groupBy(columns, ([column]) => FAMILIES.find(([, pattern]) => pattern.test(column))?.[0] ?? "other");
  return [...grouped]
    .map(([name, members]) => ({ name, bytes: members.reduce((sum, [, bytes]) => sum + bytes, 0), columns: members }))
    .toSorted((a, b) => b.bytes - a.bytes);
}
