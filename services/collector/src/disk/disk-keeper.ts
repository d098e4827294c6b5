import {
  type ClickHouse,
  daysToEvict,
  type DiskBudget,
  type DiskUsage,
  evictDay,
  limitOf,
  readDiskUsage,
  usedBytes,
} from "@throughline/clickhouse";
import { bytesText } from "@throughline/model";

const LOOK_EVERY_MS = 15_000;

export interface DiskState {
  readonly usage: DiskUsage;
  /** Bytes that what is stored may take. */
  readonly limit: number;
}

export interface DiskKeeperOptions {
  readonly clickhouse: ClickHouse;
  readonly budget: DiskBudget;
  readonly say: (text: string) => void;
  readonly onEvicted: (bytes: number) => void;
}

/**
 * Keeps what is stored within the disk budget: removes the oldest days before ClickHouse would stop for want of room. Several collectors may
 * do so at once: they remove the same days, and a day that is gone is removed in vain.
 */
export class DiskKeeper {
  readonly #options: DiskKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #saidTooMuch = false;
  /** As of the last look; undefined: there was none that succeeded. */
  state: DiskState | undefined;

  constructor(options: DiskKeeperOptions) {
    this.#options = options;
  }

  /** The schema must be there. */
  start(): void {
    const look = () => {
      this.#looking = this.#look().catch(() => {}); // ClickHouse is away: the feeders say it
    };
    look();
    this.#timer = setInterval(look, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { clickhouse, budget, say, onEvicted } = this.#options;
    const usage = await readDiskUsage(clickhouse);
    const limit = limitOf(budget, usage);
    this.state = { usage, limit };
    const days = daysToEvict(usage, limit);
    for (const day of days) {
      const bytes = await evictDay(clickhouse, usage, day);
      onEvicted(bytes);
      say(`what is stored takes more than the ${bytesText(limit)} that it may: ${day} was removed, ${bytesText(bytes)}`);
    }
    if (days.length > 0) this.state = { usage: await readDiskUsage(clickhouse), limit };
    this.#sayTooMuch();
  }

  /** The newest day alone is too much: nothing is left to remove. */
  #sayTooMuch(): void {
    const problem = this.problem;
    if (problem !== undefined && !this.#saidTooMuch) this.#options.say(problem);
    this.#saidTooMuch = problem !== undefined;
  }

  /** What an operator must do something about. */
  get problem(): string | undefined {
    if (!this.state || usedBytes(this.state.usage) <= this.state.limit) return undefined;
    const { usage, limit } = this.state;
    return `the newest day alone takes ${bytesText(usedBytes(usage))}, more than the ${bytesText(limit)} that it may: make room, or raise THROUGHLINE_DISK_BUDGET`;
  }
}
