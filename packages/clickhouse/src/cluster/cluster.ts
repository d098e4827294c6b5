import type { ClusterPlace } from "@throughline/schema";
import type { ClickHouseOptions } from "../client.ts";

/** Servers that ClickHouse's own configuration (`remote_servers`) makes one cluster of. */
export interface Cluster {
  /** By which the servers know it. Letters, digits and `_`. */
  readonly name: string;
  /** `http://HOST:PORT` of every server, replicas too. */
  readonly urls: readonly string[];
}

/**
 * The database of the Distributed tables, which carry the plain names and read and write those of all shards. The rows lie in `database` itself, as
 * on one machine: so a server that stood alone is a shard with all that it holds.
 */
export function distributedDatabase({ database, cluster }: ClickHouseOptions): string {
  return cluster ? `${database}_${cluster.name}` : database;
}

/** Each server by itself, with the tables that it holds. One machine is one server. */
export function serversOf({ cluster, ...options }: ClickHouseOptions): ClickHouseOptions[] {
  return (cluster?.urls ?? [options.url]).map((url) => ({ ...options, url }));
}

/** Where the rows lie; undefined on one machine. */
export function clusterPlace({ database, cluster }: ClickHouseOptions): ClusterPlace | undefined {
  return cluster && { cluster: cluster.name, database };
}
