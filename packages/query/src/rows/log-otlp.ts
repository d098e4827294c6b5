import { VALUE_TYPES, type ValueType } from "@throughline/schema";
import type { LogRow } from "./log.ts";
import { otlpGroups, withoutDefaults } from "./otlp.ts";
import type { ResourceJson, Resources } from "./resource.ts";
import { anyValue, otlpAttributes } from "./value.ts";

/** Log records as OTLP/JSON LogsData: all that came in, with its types. */
export function otlpLogs(rows: readonly LogRow[], resources: Resources, resourceJson: ResourceJson): { resourceLogs: unknown[] } {
  return { resourceLogs: otlpGroups(rows, { resources, resourceJson, scopes: "scopeLogs", items: "logRecords", item: otlpLog }) };
}

function otlpLog(row: LogRow): unknown {
  const bodyType = (row.bodyType || VALUE_TYPES.string) as ValueType;
  return withoutDefaults({
    timeUnixNano: row.timeGiven ? row.timeNano : undefined,
    observedTimeUnixNano: row.observedNano,
    severityNumber: row.severityNumber,
    severityText: row.severityText,
    body: anyValue(bodyType, row.body),
    attributes: otlpAttributes(row),
    droppedAttributesCount: row.droppedAttributes,
    flags: row.logFlags,
    traceId: row.traceId,
    spanId: row.spanId,
    eventName: row.eventName,
  });
}
