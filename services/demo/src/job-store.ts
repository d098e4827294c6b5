/**
 * Jobs that outlive the request which asked for them: one JSON file each, in a directory.
 *
 *   new/      being written; nobody looks here
 *   waiting/  ready to be worked off, oldest name first
 *   taken/    in the hands of a worker
 *   dead/     given up after too many attempts
 *
 * A file moves by rename, so that a job is always in exactly one of them; what a crash leaves in taken/ goes back to waiting/.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export interface Job<Payload> {
  id: string;
  createdAt: number;
  notBefore: number;
  attempt: number;
  /** The context of the action that made the job, as propagation headers. */
  headers: Record<string, string>;
  payload: Payload;
}

export class JobStore<Payload> {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Makes the directories. Safe to call twice, and from every process that uses the store. */
  async open(): Promise<void> {
    for (const state of ["new", "waiting", "taken", "dead"]) await mkdir(join(this.#dir, state), { recursive: true });
  }

  /** Puts back what a crashed worker had taken. Only for the one worker, before it takes anything. */
  async recover(): Promise<void> {
    for (const file of await readdir(join(this.#dir, "taken"))) await this.#move(file, "taken", "waiting");
  }

  async put(payload: Payload, headers: Record<string, string>, delayMs: number): Promise<Job<Payload>> {
    const createdAt = Date.now();
    const job = { id: `${createdAt}-${randomUUID()}`, createdAt, notBefore: createdAt + delayMs, attempt: 1, headers, payload };
    await this.#write(job);
    return job;
  }

  /** The oldest job that is due, now in our hands; undefined when there is none. */
  async take(now = Date.now()): Promise<Job<Payload> | undefined> {
    const files = await readdir(join(this.#dir, "waiting"));
    for (const file of files.toSorted()) {
      const job = JSON.parse(await readFile(join(this.#dir, "waiting", file), "utf8")) as Job<Payload>;
      if (job.notBefore > now) continue;
      await this.#move(file, "waiting", "taken");
      return job;
    }
    return undefined;
  }

  async done(job: Job<Payload>): Promise<void> {
    await unlink(join(this.#dir, "taken", `${job.id}.json`));
  }

  /** Tries the job again after a while. */
  async retry(job: Job<Payload>, delayMs: number): Promise<void> {
    await this.#write({ ...job, attempt: job.attempt + 1, notBefore: Date.now() + delayMs });
    await this.done(job);
  }

  async giveUp(job: Job<Payload>): Promise<void> {
    await this.#move(`${job.id}.json`, "taken", "dead");
  }

  /** How many jobs are not yet worked off. */
  async pending(): Promise<number> {
    const counts = await Promise.all(["new", "waiting", "taken"].map(async (state) => (await readdir(join(this.#dir, state))).length));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when nothing is pending any more, or when `signal` says that we waited long enough. */
  async drained(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.pending()) > 0) await wait(100, undefined, { signal }).catch(() => undefined);
  }

  async #write(job: Job<Payload>): Promise<void> {
    await writeFile(join(this.#dir, "new", `${job.id}.json`), JSON.stringify(job));
    await this.#move(`${job.id}.json`, "new", "waiting");
  }

  async #move(file: string, from: string, to: string): Promise<void> {
    await rename(join(this.#dir, from, file), join(this.#dir, to, file));
  }
}
