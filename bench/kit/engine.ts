import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ClickHouse, type ClickHouseOptions, EmbeddedClickHouse, migrate } from "@throughline/clickhouse";
import { ProcessCost } from "./process-cost.ts";
import { RETENTION } from "./retention.ts";

/** A fresh ClickHouse engine, in a process of its own and a directory that goes with it. */
export class Engine {
  readonly cost: ProcessCost;
  readonly #embedded: EmbeddedClickHouse;
  readonly #directory: string;
  readonly #clients: ClickHouse[] = [];

  private constructor(embedded: EmbeddedClickHouse, directory: string) {
    this.#embedded = embedded;
    this.#directory = directory;
    this.cost = new ProcessCost(embedded.pid as number);
  }

  static async start(): Promise<Engine> {
    const directory = mkdtempSync(join(tmpdir(), "throughline-bench-"));
    const embedded = new EmbeddedClickHouse(join(directory, "clickhouse"));
    try {
      await embedded.start();
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
    return new Engine(embedded, directory);
  }

  options(database: string): ClickHouseOptions {
    const { url, username, password } = this.#embedded;
    return { url, username, password, database };
  }

  /** A client of an existing database; `stop` closes it. */
  client(database = "default"): ClickHouse {
    const client = new ClickHouse(this.options(database));
    this.#clients.push(client);
    return client;
  }

  /** A database with our schema. */
  async ourDatabase(name: string): Promise<ClickHouse> {
    await migrate(this.options(name), { retention: RETENTION });
    return this.client(name);
  }

  /** Resolves when no merge has run for a second. */
  async settled(): Promise<void> {
    const client = this.client();
    for (let quiet = 0; quiet < 10;) {
      const [row] = await client.query<{ merges: string }>("SELECT count() AS merges FROM system.merges");
      quiet = row?.merges === "0" ? quiet + 1 : 0;
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.#embedded.stop();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
