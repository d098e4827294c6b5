import { freePort } from "./free-port.ts";
import { Program } from "./program.ts";
import type { Throughline } from "./throughline.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The query API's own `main` on the embedded engine of a `throughline up`, at one port for all its lives: it can be ended while the rest runs on. */
export class QueryApiProgram {
  readonly #throughline: Throughline;
  readonly port: number;
  program!: Program;

  private constructor(throughline: Throughline, port: number) {
    this.#throughline = throughline;
    this.port = port;
  }

  static async start(throughline: Throughline): Promise<QueryApiProgram> {
    const started = new QueryApiProgram(throughline, await freePort());
    await started.run();
    return started;
  }

  get api(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async run(): Promise<void> {
    const { clickhouse, data } = this.#throughline;
    this.program = Program.node(["services/query-api/src/main.ts"], {
      THROUGHLINE_PORT: String(this.port),
      CLICKHOUSE_URL: clickhouse,
      CLICKHOUSE_USER: "throughline",
      CLICKHOUSE_PASSWORD: readFileSync(join(data, "clickhouse/password"), "utf8"),
    });
    await this.program.line(/^throughline ready /);
  }

  /** How many requests it is answering, this one left out. */
  async running(): Promise<number> {
    const metrics = await (await fetch(`${this.api}/metrics`, { headers: { connection: "close" } })).text();
    return Number(/^throughline_query_requests_running (\d+)$/m.exec(metrics)?.[1]) - 1;
  }
}
