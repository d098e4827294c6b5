import type { Note } from "@throughline/api";
import { type ClickHouse, NOTICE_MS } from "@throughline/clickhouse";
import { byRetention, keptText, longestKept, nanosOfMillis, type Retention, retentionText, type SignalName } from "@throughline/model";
import { timeText } from "./time-text.ts";

/** What goes is known here before it is gone. */
const LOOK_EVERY_MS = NOTICE_MS / 2;
const SECOND_NANOS = 1_000_000_000n;
const DAY_NANOS = 86_400n * SECOND_NANOS;

/** Who asks for all that is kept has asked a little before we look at the clock. */
const SLACK_NANOS = 60n * SECOND_NANOS;

/** What is kept: the retention that was configured, less the days that had to make room. */
export class Kept {
  readonly retention: Retention;
  readonly #clickhouse: Pick<ClickHouse, "query">;
  #timer: NodeJS.Timeout | undefined;
  /** Unix nanoseconds: everything before was removed. Undefined: nothing was. */
  removedBefore: bigint | undefined;

  constructor(retention: Retention, clickhouse: Pick<ClickHouse, "query">) {
    this.retention = retention;
    this.#clickhouse = clickhouse;
  }

  /** Unix nanoseconds: what is older has expired. Of several signals: of all of them. */
  horizon(signals?: readonly SignalName[]): bigint {
    return horizonOf(longestKept(this.retention, signals));
  }

  /** What has expired of that which began then, in Unix nanoseconds: a note for the signals that go equally far back. */
  expired(from: bigint, signals: readonly SignalName[]): Note[] {
    return [...byRetention(this.retention, signals)]
      .filter(([seconds]) => from < horizonOf(seconds) - SLACK_NANOS)
      .map(([seconds, names]) => ({
        code: "before_retention",
        message: `What is from before ${timeText(horizonOf(seconds))} has expired of ${names.join(" and ")}, kept for ${keptText(seconds)}`,
      }));
  }

  /** For messages that say why something is not there: `7d`, and since when it is less. */
  text(signals?: readonly SignalName[]): string {
    const text = retentionText(this.retention, signals);
    if (this.removedBefore === undefined) return text;
    const day = new Date(Number(this.removedBefore / 1_000_000n)).toISOString().slice(0, 10);
    return `${text} (what is from before ${day} was removed because the disk would have filled)`;
  }

  /** The schema must be there. Does not wait: a ClickHouse that hangs must not hold up the start. */
  start(): void {
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const [row] = await this.#clickhouse.query<{ days: string; newest: number }>(
        "SELECT count() AS days, toUInt32(max(day)) AS newest FROM evictions",
        { settings: { skip_unavailable_shards: 1 }, signal: AbortSignal.timeout(LOOK_EVERY_MS) },
      );
      if (row === undefined || row.days === "0") return;
      const before = BigInt(row.newest + 1) * DAY_NANOS;
      // A shard that is away now may have told of a later day before.
      if (this.removedBefore === undefined || before > this.removedBefore) this.removedBefore = before;
    } catch {
      // ClickHouse is away: every answer says so.
    }
  }
}

function horizonOf(seconds: number): bigint {
  return nanosOfMillis(Date.now()) - BigInt(seconds) * SECOND_NANOS;
}
