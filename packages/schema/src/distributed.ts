import { migrations } from "./migrations.ts";
import type { Table } from "./table.ts";

/** What a Distributed table was made from: with another version of the schema it is made again. It holds no rows. */
const MADE_FROM = `schema version ${migrations.at(-1)?.version}`;

/** Where the rows of a cluster lie: the name that ClickHouse knows it by, and the database of the tables on each server. */
export interface ClusterPlace {
  readonly cluster: string;
  readonly database: string;
}

/** `CREATE OR REPLACE TABLE …` of the same name and columns in the database `into`, which reads and writes the table of all shards. */
export function createDistributed({ name, shardBy }: Table, { cluster, database }: ClusterPlace, into: string): string {
  const key = shardBy ? `, ${shardBy}` : "";
  return `CREATE OR REPLACE TABLE ${into}.${name} AS ${database}.${name} ENGINE = Distributed('${cluster}', '${database}', '${name}'${key}) COMMENT '${MADE_FROM}'`;
}

/** Condition on `system.tables` that a Distributed table need not be made again. */
export const IS_CURRENT = `engine = 'Distributed' AND comment = '${MADE_FROM}'`;
