import { type ClickHouse, ClickHouseError } from "@throughline/clickhouse";
import { QueryTimeout, type ResourceCache, type Run } from "@throughline/query";
import type { Bounds } from "./config.ts";

const TIMEOUT_EXCEEDED = "159";
/** ClickHouse ends a query by itself; where it does not get to it, we do. */
const GRACE_MS = 2_000;

/** Runs statements within the bounds of one request, until `signal` says that nobody waits for the answer any more. */
export function runner(clickhouse: ClickHouse, bounds: Bounds, signal: AbortSignal, resources?: ResourceCache): Run {
  const settings = {
    max_execution_time: bounds.querySeconds,
    max_memory_usage: String(bounds.queryBytes),
    readonly: "2" as const, // of others, ClickHouse does not watch whether the client is still there
  };
  const run = async <Row>({ sql, params }: { sql: string; params: Readonly<Record<string, unknown>> }): Promise<Row[]> => {
    const timeout = AbortSignal.timeout(bounds.querySeconds * 1_000 + GRACE_MS);
    try {
      return await clickhouse.query<Row>(sql, { params: { ...params }, settings, signal: AbortSignal.any([signal, timeout]) });
    } catch (error) {
      if (timeout.aborted || (error instanceof ClickHouseError && error.code === TIMEOUT_EXCEEDED))
        throw new QueryTimeout("timeout", { cause: error });
      throw error;
    }
  };
  return Object.assign(run, resources && { resources });
}
