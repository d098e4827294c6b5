import { VALUE_TYPES, type ValueType } from "@throughline/schema";
import type { LogRow } from "./log.ts";
import { plainResource, type Resources } from "./resource.ts";
import { plainAttributes, plainValue } from "./value.ts";

/** A log record as the API gives it. */
export function logJson(row: LogRow, resources: Resources) {
  return {
    id: logId(row),
    timeUnixNano: row.timeNano,
    severityNumber: row.severityNumber,
    severityText: row.severityText,
    body: plainValue((row.bodyType || VALUE_TYPES.string) as ValueType, row.body),
    service: row.service,
    traceId: row.traceId,
    spanId: row.spanId,
    correlationId: row.correlationIds[0] ?? "",
    eventName: row.eventName,
    attributes: plainAttributes(row),
    resource: plainResource(resources.get(row.resource)),
  };
}

/** Names a record: its time and its rank among those of that time. */
export function logId({ timeNano, rank }: Pick<LogRow, "timeNano" | "rank">): string {
  return `${timeNano}.${rank}`;
}

export type LogJson = ReturnType<typeof logJson>;
