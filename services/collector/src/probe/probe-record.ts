import { randomBytes } from "node:crypto";
import { jsonToMessage } from "@throughline/otlp";
import type { ClickHouse } from "@throughline/clickhouse";

/** The service that sends it. */
const SERVICE = "throughline.probe";
/** Like every event of that prefix it is in no list of log records unless it is asked for, and as a log record it is in no list of services or traces at all. */
const EVENT = "throughline.probe";
const BODY = "written to be read back";
const SEVERITY = 1;

/** A log record that is written to be read back. Its IDs tell it from all others. */
export interface ProbeRecord {
  readonly timeUnixNano: bigint;
  readonly traceId: string;
  readonly spanId: string;
}

export function newProbeRecord(): ProbeRecord {
  return {
    timeUnixNano: BigInt(Date.now()) * 1_000_000n,
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
  };
}

/** The export request that carries it. */
export function probeRequest({ timeUnixNano, traceId, spanId }: ProbeRecord): Uint8Array {
  const record = {
    timeUnixNano: String(timeUnixNano),
    severityNumber: SEVERITY,
    eventName: EVENT,
    body: { stringValue: BODY },
    traceId,
    spanId,
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: SERVICE } }] };
  return jsonToMessage("ExportLogsServiceRequest", JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] }));
}

/** How often it is stored as it was sent, and how often otherwise. */
export interface FoundProbe {
  readonly equal: number;
  readonly different: number;
}

/** Looks for it where queries do. */
export async function findProbe(clickhouse: ClickHouse, probe: ProbeRecord, signal: AbortSignal): Promise<FoundProbe> {
  const [row] = await clickhouse.query<{ stored: string; equal: string }>(
    `SELECT count() AS stored,
       countIf(span_id = unhex({spanId:String}) AND event_name = {event:String} AND body = {body:String} AND severity_number = {severity:UInt8}) AS equal
     FROM logs
     WHERE time = fromUnixTimestamp64Nano({time:Int64}, 'UTC') AND service = {service:String} AND trace_id = unhex({traceId:String})`,
    {
      params: {
        spanId: probe.spanId,
        traceId: probe.traceId,
        time: String(probe.timeUnixNano),
        service: SERVICE,
        event: EVENT,
        body: BODY,
        severity: SEVERITY,
      },
      signal,
    },
  );
  const equal = Number(row?.equal ?? 0);
  return { equal, different: Number(row?.stored ?? 0) - equal };
}
