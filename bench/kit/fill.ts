import { randomUUID } from "node:crypto";
import type { ClickHouse } from "@throughline/clickhouse";
import { logRequests, type RecordedRequest, traceRequests, type WorkloadOptions } from "../workload.ts";
import { encoderOf } from "./encoder.ts";

/** What one insert of the collector holds under load. */
const ROWS_PER_INSERT = 50_000;

/** Stores a workload by the collector's own encoder, in inserts of its size; returns the rows. */
export async function fill(clickhouse: ClickHouse, signal: "traces" | "logs", workload: WorkloadOptions): Promise<number> {
  const encoder = encoderOf(signal);
  const batches: RecordedRequest[][] = [[]];
  let items = 0;
  const onRequest = (request: RecordedRequest) => {
    batches.at(-1)?.push(request);
    items += request.items;
    if (items < ROWS_PER_INSERT) return;
    batches.push([]);
    items = 0;
  };
  if (signal === "traces") traceRequests(workload, onRequest);
  else logRequests(workload, onRequest);
  let stored = 0;
  for (const requests of batches) {
    if (requests.length === 0) continue;
    const { rows, blocks, resources } = encoder.encode(requests);
    if (resources.length > 0) await clickhouse.insertNative("resources", resources, randomUUID());
    await clickhouse.insertNative(encoder.table, blocks, randomUUID());
    stored += rows;
  }
  return stored;
}
