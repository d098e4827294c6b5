import { type ClickHouse, isShardAway } from "@throughline/clickhouse";
import type { Note } from "@throughline/api";

/** So long nothing is asked of a shard that was away, before it is tried again. */
const AWAY_MS = 5_000;
/** Between two looks: together with what a look takes of a shard that is away, less than that. */
const LOOK_EVERY_MS = 2_000;
/** ClickHouse gives a connection that it has kept five seconds before it makes a new one. */
const COUNT_MS = 8_000;

/** A shard that works on a query says so ten times a second: one that is silent hangs. */
const ALL = { receive_timeout: 5 } as const;
/** What makes ClickHouse answer with the shards that it reaches. */
const WITHOUT_THOSE_AWAY = { ...ALL, skip_unavailable_shards: 1 } as const;
type Settings = typeof ALL | typeof WITHOUT_THOSE_AWAY;

/**
 * Answers with the shards that are there when one is away, and knows that it did. A query is first asked of all: nothing is left out
 * without being noticed. One that is away is looked for in the background, so that queries need not wait for it.
 */
export class ShardWatch {
  readonly #clickhouse: Pick<ClickHouse, "query">;
  readonly #cluster: string;
  #awayUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(clickhouse: Pick<ClickHouse, "query">, cluster: string) {
    this.#clickhouse = clickhouse;
    this.#cluster = cluster;
  }

  /** Whether a shard was away a moment ago. */
  get isAway(): boolean {
    return performance.now() < this.#awayUntil;
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#look().then(() => this.#timer && this.start()), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Does `ask`, again without the shards that are away; calls `onPartial` then. */
  async ask<Result>(ask: (settings: Settings) => Promise<Result>, onPartial: () => void): Promise<Result> {
    if (!this.isAway) {
      try {
        return await ask(ALL);
      } catch (error) {
        if (isShardAway(error)) this.#noticeAway();
        else {
          if (this.isAway) onPartial(); // others have found out meanwhile
          throw error;
        }
      }
    }
    onPartial();
    return ask(WITHOUT_THOSE_AWAY);
  }

  /** What is to be said of an answer that lacks a shard. */
  async note(): Promise<Note> {
    const counts = await this.counts().catch(() => undefined);
    if (!counts) return { code: "shard_unreachable", message: "A shard cannot be reached: what is stored there is missing" };
    const { answering, all } = counts;
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
      { settings: WITHOUT_THOSE_AWAY, signal: AbortSignal.timeout(COUNT_MS) },
    );
    return { answering: Number(row?.answering ?? 0), all: Number(row?.all ?? 0) };
  }

  #noticeAway(): void {
    this.#awayUntil = performance.now() + AWAY_MS;
  }

  async #look(): Promise<void> {
    try {
      const { answering, all } = await this.counts();
      if (answering < all) this.#noticeAway();
      else this.#awayUntil = 0;
    } catch {
      // No server answers: every answer says so.
    }
  }
}
