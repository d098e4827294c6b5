import { type ClickHouse, ClickHouseError } from "@throughline/clickhouse";
import { QueryTimeout, type ResourceCache, type Run, type Statement } from "@throughline/query";
import type { Bounds } from "./config.ts";
import type { ShardWatch } from "./shards/shard-watch.ts";

const TIMEOUT_EXCEEDED = "159";
/** ClickHouse ends a query by itself; where it does not get to it, we do. */
const GRACE_MS = 2_000;

/** What the requests of one server share. */
export interface Shared {
  readonly resources?: ResourceCache;
  /** Undefined: one machine. */
  readonly shards?: ShardWatch | undefined;
}

/** Runs statements within the bounds of one request, until `signal` says that nobody waits for the answer any more. */
export function runner(clickhouse: ClickHouse, bounds: Bounds, signal: AbortSignal, { resources, shards }: Shared = {}): Run {
  const settings = {
    max_execution_time: bounds.querySeconds,
    max_memory_usage: String(bounds.queryBytes),
    readonly: "2" as const, // of others, ClickHouse does not watch whether the client is still there
  };
  let isPartial = false;
  const run = async <Row>({ sql, params }: Statement, end?: AbortSignal): Promise<Row[]> => {
    const timeout = AbortSignal.timeout(bounds.querySeconds * 1_000 + GRACE_MS);
    try {
      const ask = (more: object) =>
        clickhouse.query<Row>(sql, {
          params: { ...params },
          settings: { ...settings, ...more },
          signal: AbortSignal.any([signal, timeout, ...(end ? [end] : [])]),
        });
      return await (shards ? shards.ask(ask, () => (isPartial = true)) : ask({}));
    } catch (error) {
      if (timeout.aborted || (error instanceof ClickHouseError && error.code === TIMEOUT_EXCEEDED))
        throw new QueryTimeout("timeout", { cause: error });
      throw error;
    }
  };
  const { cluster } = clickhouse;
  return Object.assign(run, { isPartial: () => isPartial }, resources && { resources }, cluster && { cluster });
}
