import { rmSync } from "node:fs";
import { Program } from "./program.ts";
import { CLUSTER, type Shards } from "./shards.ts";
import { temporaryDirectory } from "./throughline.ts";
import { queueIsEmpty } from "./queue-is-empty.ts";

/** A service's own `main` on a cluster. */
export class ClusterProgram {
  readonly #service: "collector" | "query-api";
  readonly #shards: Shards;
  readonly #env: NodeJS.ProcessEnv;
  readonly data = temporaryDirectory();
  program!: Program;
  /** Of the query API. */
  api = "";
  /** Of the collector. */
  otlpHttp = "";

  private constructor(service: "collector" | "query-api", shards: Shards, env: NodeJS.ProcessEnv) {
    this.#service = service;
    this.#shards = shards;
    this.#env = env;
  }

  static async start(service: "collector" | "query-api", shards: Shards, env: NodeJS.ProcessEnv = {}): Promise<ClusterProgram> {
    const started = new ClusterProgram(service, shards, env);
    await started.run();
    return started;
  }

  /** Starts it, on the data of its last run. */
  async run(): Promise<void> {
    this.program = Program.node([`services/${this.#service}/src/main.ts`], {
      THROUGHLINE_CLUSTER: CLUSTER,
      CLICKHOUSE_URL: this.#shards.urls,
      THROUGHLINE_DATA: this.data,
      THROUGHLINE_PORT: "0",
      THROUGHLINE_OTLP_HTTP_PORT: "0",
      THROUGHLINE_OTLP_GRPC_PORT: "0",
      ...this.#env,
    });
    const [, json = ""] = await this.program.line(/^throughline ready (\{.*\})$/);
    Object.assign(this, JSON.parse(json));
  }

  /** Resolves when the collector has stored all that it took. */
  settled(): Promise<true> {
    return queueIsEmpty(this.otlpHttp, 120_000);
  }

  async stop(): Promise<number | null> {
    const { code } = await this.program.kill("SIGTERM");
    return code;
  }

  remove(): void {
    rmSync(this.data, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  }
}
