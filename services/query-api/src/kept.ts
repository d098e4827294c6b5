import type { ClickHouse, Retention } from "@throughline/clickhouse";

const LOOK_EVERY_MS = 15_000;
const DAY_NANOS = 86_400_000_000_000n;

/** What is kept: the retention that was configured, less the days that had to make room. */
export class Kept implements Retention {
  readonly nanos: bigint;
  readonly seconds: number;
  readonly #text: string;
  readonly #clickhouse: ClickHouse;
  #timer: NodeJS.Timeout | undefined;
  /** Unix nanoseconds: everything before was removed. Undefined: nothing was. */
  removedBefore: bigint | undefined;

  constructor({ nanos, seconds, text }: Retention, clickhouse: ClickHouse) {
    this.nanos = nanos;
    this.seconds = seconds;
    this.#text = text;
    this.#clickhouse = clickhouse;
  }

  /** For messages that say why something is not there: `7d`, and since when it is less. */
  get text(): string {
    if (this.removedBefore === undefined) return this.#text;
    const day = new Date(Number(this.removedBefore / 1_000_000n)).toISOString().slice(0, 10);
    return `${this.#text} (what is from before ${day} was removed because the disk would have filled)`;
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
        { signal: AbortSignal.timeout(LOOK_EVERY_MS) },
      );
      this.removedBefore = row === undefined || row.days === "0" ? undefined : BigInt(row.newest + 1) * DAY_NANOS;
    } catch {
      // ClickHouse is away: every answer says so.
    }
  }
}
