import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { temporaryDirectory } from "./throughline.ts";
import { rowsIn } from "./rows-in.ts";
import { until } from "./until.ts";

const shardProcess = fileURLToPath(new URL("./shard-process.mjs", import.meta.url));

/** Name of the cluster in the configuration of every shard. */
export const CLUSTER = "shop";

interface Ports {
  readonly http: number;
  readonly tcp: number;
}

/** One server of a cluster: real ClickHouse, that the others reach over TCP. */
export class Shard {
  readonly #directory: string;
  readonly #ports: Ports;
  #child: ChildProcess | undefined;

  constructor(directory: string, ports: Ports) {
    this.#directory = directory;
    this.#ports = ports;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports.http}`;
  }

  get pid(): number {
    return this.#child?.pid as number;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", shardProcess, this.#directory], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    this.#child = child;
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdin?.on("error", () => {});
    // The library, unlike a ClickHouse server, aborts when a peer that is killed resets a connection on which it waits: as systemd would, start it again.
    child.on("exit", (_, signal) => {
      if (signal === "SIGABRT" && this.#child === child) void this.start().catch(() => {});
    });
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`the shard ended: ${said}`);
        return (await this.sql("SELECT 1 AS one").catch(() => undefined)) && true;
      },
      () => `${this.url} to answer: ${said}`,
      60_000,
    );
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** It takes connections and answers nothing, until `resume`. */
  hang(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Rows of a query to this server alone. */
  async sql<Row>(query: string, database = "default"): Promise<Row[]> {
    const response = await fetch(`${this.url}/?database=${database}&default_format=JSONEachRow`, {
      method: "POST",
      body: query,
      headers: { connection: "close" },
    });
    return rowsIn<Row>(response);
  }
}

/** A cluster of shards of one server each, on this machine. */
export class Shards implements AsyncDisposable {
  readonly shards: readonly Shard[];
  readonly #directory: string;

  private constructor(directory: string, shards: readonly Shard[]) {
    this.#directory = directory;
    this.shards = shards;
  }

  /** `more`: configuration of each. */
  static async start(count: number, more = ""): Promise<Shards> {
    const directory = temporaryDirectory();
    const ports: Ports[] = [];
    for (let at = 0; at < count; at++) ports.push({ http: await freePort(), tcp: await freePort() });
    const shards = ports.map((own, at) => {
      const folder = join(directory, `shard-${at + 1}`);
      mkdirSync(folder);
      writeFileSync(join(folder, "config.xml"), configuration(own, ports, folder, more));
      return new Shard(folder, own);
    });
    const cluster = new Shards(directory, shards);
    try {
      await Promise.all(shards.map((shard) => shard.start()));
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** What `CLICKHOUSE_URL` is for it. */
  get urls(): string {
    return this.shards.map(({ url }) => url).join(",");
  }

  async stop(): Promise<void> {
    await Promise.all(this.shards.map((shard) => shard.kill()));
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** As docs/guides/cluster.md gives it: what is not in it are the bounds for a small machine. */
function configuration({ http, tcp }: Ports, all: readonly Ports[], folder: string, more: string): string {
  const shards = all.map((ports) => `<shard><replica><host>127.0.0.1</host><port>${ports.tcp}</port></replica></shard>`);
  const file = join(folder, "config.xml");
  return `<clickhouse>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${http}</http_port>
  <tcp_port>${tcp}</tcp_port>
  <log-level>warning</log-level>
  <logger><level>warning</level><log>${join(folder, "engine.log")}</log></logger>
  <max_server_memory_usage>2000000000</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
  <remote_servers><${CLUSTER}>${shards.join("")}</${CLUSTER}></remote_servers>
  ${more}
  <users_config>${file}</users_config>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
  <profiles><default><log_queries>0</log_queries></default></profiles>
  <quotas><default></default></quotas>
</clickhouse>
`;
}
