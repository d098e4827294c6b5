import type { ClickHouse, DiskBudget } from "@throughline/clickhouse";
import type { CallCache, ResourceCache, Run } from "@throughline/query";
import type { FastifyReply } from "fastify";
import type { Bounds, PartState } from "./config.ts";
import type { Kept } from "./kept.ts";
import type { Metrics } from "./metrics.ts";
import type { ShardWatch } from "./shards/shard-watch.ts";

/** What every route of one server shares. */
export interface Context {
  readonly clickhouse: ClickHouse;
  readonly retention: Kept;
  readonly diskBudget: DiskBudget;
  readonly bounds: Bounds;
  readonly metrics: Metrics;
  /** Calls between services in hours that are over. */
  readonly calls: CallCache;
  readonly resources: ResourceCache;
  /** Undefined: one machine. */
  readonly shards: ShardWatch | undefined;
  /** Each server by itself: one on one machine. */
  readonly servers: readonly ClickHouse[];
  /** Every part by name. */
  parts(): Promise<Record<string, PartState>>;
}

/** What a route is asked, checked against its schemas. */
export interface Asked<Params, Query> {
  readonly params: Params;
  readonly query: Query;
  /** Runs statements within the bounds, as long as the client waits. */
  readonly run: Run;
  readonly reply: FastifyReply;
}
