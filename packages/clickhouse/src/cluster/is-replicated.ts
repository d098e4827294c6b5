import { StartError } from "@throughline/pipeline";
import type { ClickHouse } from "../client.ts";
import type { Cluster } from "./cluster.ts";

interface Known {
  readonly cluster: string;
  readonly servers: string;
  readonly replicas: number;
  readonly heaviest: number;
  /** Of shards of several servers: each server passes on to the others what it is given. */
  readonly passedOn: 0 | 1;
}

/**
 * Whether shards have several servers, which then hold the same rows.
 * @throws StartError when the server does not know the cluster, or knows another one than we were told of.
 */
export async function isReplicated(server: ClickHouse, { name, urls }: Cluster): Promise<boolean> {
  const clusters = await server.query<Known>(
    `SELECT cluster, count() AS servers, max(replica_num) AS replicas, max(shard_weight) AS heaviest, min(internal_replication) AS passedOn
     FROM system.clusters GROUP BY cluster ORDER BY cluster`,
  );
  const known = clusters.find(({ cluster }) => cluster === name);
  if (!known)
    throw new StartError(`Cannot use cluster "${name}": the servers know ${clusters.map(({ cluster }) => cluster).join(", ") || "none"}`);
  if (Number(known.servers) !== urls.length)
    throw new StartError(
      `Cannot use cluster "${name}": it has ${known.servers} servers, and CLICKHOUSE_URL names ${urls.length}: name each of them`,
    );
  if (known.heaviest > 1) throw new StartError(`Cannot use cluster "${name}": its shards have weights, and must be alike`);
  if (known.replicas > 1 && known.passedOn === 0)
    throw new StartError(`Cannot use cluster "${name}": its shards have several servers, and internal_replication is not true`);
  if (known.replicas > 1) await refuseUnreplicated(server, name);
  return known.replicas > 1;
}

/** Tables that were made when the server was the only one of its shard would stay its own: half of the rows would be missing there or here. */
async function refuseUnreplicated(server: ClickHouse, cluster: string): Promise<void> {
  const tables = await server.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND engine NOT LIKE 'Replicated%'
     AND name != 'schema_migrations' ORDER BY name`,
  );
  if (tables.length > 0)
    throw new StartError(
      `Cannot use cluster "${cluster}": its shards have several servers, and tables of database "${server.database}" are not replicated (${tables.map(({ name }) => name).join(", ")}): see docs/guides/cluster.md`,
    );
}
