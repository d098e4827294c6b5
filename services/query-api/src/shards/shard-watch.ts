import { type ClickHouse, isShardAway } from "@throughline/clickhouse";
import type { Note } from "@throughline/api";

/** So long nothing is asked of a shard that was away, before it is tried again. */
const AWAY_MS = 3_000;

/** What makes ClickHouse answer with the shards that it reaches. */
const WITHOUT_THOSE_AWAY = { skip_unavailable_shards: 1, connections_with_failover_max_tries: "1" } as const;
type Settings = Partial<typeof WITHOUT_THOSE_AWAY>;

/**
 * Answers with the shards that are there when one is away, and knows that it did. A query is first asked of all: nothing is left out
 * without being noticed.
 */
export class ShardWatch {
  readonly #clickhouse: ClickHouse;
  readonly #cluster: string;
  #awayUntil = 0;

  constructor(clickhouse: ClickHouse, cluster: string) {
    this.#clickhouse = clickhouse;
    this.#cluster = cluster;
  }

  /** Whether a shard was away a moment ago. */
  get isAway(): boolean {
    return performance.now() < this.#awayUntil;
  }

  /** Does `ask`, again without the shards that are away; calls `onPartial` then. */
  async ask<Result>(ask: (settings: Settings) => Promise<Result>, onPartial: () => void): Promise<Result> {
    if (!this.isAway) {
      try {
        return await ask({});
      } catch (error) {
        if (!isShardAway(error)) throw error;
        this.#awayUntil = performance.now() + AWAY_MS;
      }
    }
    onPartial();
    return ask(WITHOUT_THOSE_AWAY);
  }

  /** What is to be said of an answer that lacks a shard. */
  async note(): Promise<Note> {
    const { answering, all } = await this.counts();
    const missing =
      answering === all
        ? `One of the ${all} shards could not be reached a moment ago: what is stored there may be missing. Asking again gives all`
        : `${all - answering} of ${all} shards cannot be reached: what is stored there is missing`;
    return { code: "shard_unreachable", message: missing };
  }

  /** How many shards answer, and how many there are. */
  async counts(): Promise<{ answering: number; all: number }> {
    const [row] = await this.#clickhouse.query<{ answering: string; all: string }>(
      `SELECT (SELECT count() FROM cluster('${this.#cluster}', system.one)) AS answering, uniqExact(shard_num) AS all
       FROM system.clusters WHERE cluster = '${this.#cluster}'`,
      { settings: WITHOUT_THOSE_AWAY, signal: AbortSignal.timeout(5_000) },
    );
    return { answering: Number(row?.answering ?? 0), all: Number(row?.all ?? 0) };
  }
}
