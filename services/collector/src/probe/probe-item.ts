import { randomBytes } from "node:crypto";
import type { ClickHouse } from "@throughline/clickhouse";
import type { Table } from "@throughline/schema";

/** The service that sends it, and what it is called. What has it is in no list of services, traces, spans or log records unless it is asked for. */
export const PROBE = "throughline.probe";

export const PROBE_RESOURCE = { attributes: [{ key: "service.name", value: { stringValue: PROBE } }] };

/** An item of one signal that is written to be read back. Its IDs tell it from all others. */
export interface ProbeItem {
  readonly timeUnixNano: bigint;
  readonly traceId: string;
  readonly spanId: string;
}

export function newProbeItem(): ProbeItem {
  return {
    timeUnixNano: BigInt(Date.now()) * 1_000_000n,
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
  };
}

/** How an item of one signal is written, and what is stored of it. */
export interface ProbeForm {
  /** The export request that carries it. */
  request(item: ProbeItem): Uint8Array;
  /** Condition that a row is what was written. Beside its parameters there are those of the item: `time`, `traceId`, `spanId`, `probe`. */
  readonly equal: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** How often it is stored as it was sent, and how often otherwise. */
export interface FoundProbe {
  readonly equal: number;
  readonly different: number;
}

/** Looks for it where queries do. */
export async function findProbe(
  clickhouse: ClickHouse,
  table: Table,
  { equal, params }: ProbeForm,
  { timeUnixNano, traceId, spanId }: ProbeItem,
  signal: AbortSignal,
): Promise<FoundProbe> {
  const [row] = await clickhouse.query<{ stored: string; equal: string }>(
    `SELECT count() AS stored, countIf(span_id = unhex({spanId:String}) AND ${equal}) AS equal
     FROM ${table.name}
     WHERE time = fromUnixTimestamp64Nano({time:Int64}, 'UTC') AND service = {probe:String} AND trace_id = unhex({traceId:String})`,
    { params: { ...params, spanId, traceId, time: String(timeUnixNano), probe: PROBE }, signal },
  );
  const found = Number(row?.equal ?? 0);
  return { equal: found, different: Number(row?.stored ?? 0) - found };
}
