import { setTimeout as sleep } from "node:timers/promises";
import {
  BALLAST_BYTES,
  bytesByDay,
  type ClickHouse,
  daysToEvict,
  type DiskBudget,
  type DiskUsage,
  evictDay,
  isDiskFull,
  keepBallast,
  limitOf,
  NOTICE_MS,
  noteEviction,
  readDiskUsage,
  releaseBallast,
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
  /** How long query APIs have to learn that a day goes; `NOTICE_MS` if left out. */
  readonly noticeMs?: number;
}

/**
 * Keeps what is stored within the disk budget: removes the oldest days before ClickHouse would stop for want of room. Several collectors may
 * do so at once: they remove the same days, and a day that is gone is removed in vain.
 */
export class DiskKeeper {
  readonly #options: DiskKeeperOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #saidProblem = false;
  /** Why the last day that had to go could not be removed. */
  #failure: string | undefined;
  /** As of the last look; undefined: there was none that succeeded. */
  state: DiskState | undefined;

  constructor(options: DiskKeeperOptions) {
    this.#options = options;
  }

  /** The schema must be there. */
  start(): void {
    if (this.#stopping.signal.aborted) return; // stopped before it could begin
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#look().catch(() => {}); // ClickHouse is away: the feeders say it
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { clickhouse, budget } = this.#options;
    const usage = await readDiskUsage(clickhouse);
    const limit = limitOf(budget, usage);
    this.state = { usage, limit };
    const days = daysToEvict(usage, limit);
    this.#failure = await this.#evict(days, this.state).then(
      () => undefined,
      (error: Error) => error.message.trim(),
    );
    if (days.length > 0) this.state = { usage: await readDiskUsage(clickhouse), limit };
    this.#sayProblem();
    if (usedBytes(usage) + BALLAST_BYTES <= limit) await keepBallast(clickhouse);
  }

  async #evict(days: readonly string[], { usage, limit }: DiskState): Promise<void> {
    if (days.length === 0) return;
    const { clickhouse, say, onEvicted, noticeMs = NOTICE_MS } = this.#options;
    const sizes = bytesByDay(usage);
    let isFull = false;
    for (const day of days) {
      const bytes = sizes.get(day) ?? 0;
      const wasFull = await this.#withRoom(async () => {
        if (await noteEviction(clickhouse, day, bytes)) onEvicted(bytes);
      });
      if (wasFull) isFull = true;
    }
    // Not on a full disk: what comes would take the room that removing needs.
    if (!isFull) await sleep(noticeMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
    for (const day of days) {
      await this.#withRoom(() => evictDay(clickhouse, usage, day));
      say(`what is stored takes more than the ${bytesText(limit)} that it may: ${day} was removed, ${bytesText(sizes.get(day) ?? 0)}`);
    }
  }

  /** Does `work` again with the ballast's room, if there was none; says whether it had to. */
  async #withRoom(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return false;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await releaseBallast(this.#options.clickhouse);
      await work();
      return true;
    }
  }

  #sayProblem(): void {
    const problem = this.problem;
    if (problem !== undefined && !this.#saidProblem) this.#options.say(problem);
    this.#saidProblem = problem !== undefined;
  }

  /** What an operator must do something about. */
  get problem(): string | undefined {
    if (!this.state) return undefined;
    const { usage, limit } = this.state;
    if (daysToEvict(usage, limit).length > 0)
      return (
        this.#failure &&
        `what is stored takes ${bytesText(usedBytes(usage))}, more than the ${bytesText(limit)} that it may, and the oldest days cannot be removed: ${this.#failure}`
      );
    if (usedBytes(usage) <= limit) return undefined;
    return `the newest day alone takes ${bytesText(usedBytes(usage))}, more than the ${bytesText(limit)} that it may: make room, or raise THROUGHLINE_DISK_BUDGET`;
  }
}
