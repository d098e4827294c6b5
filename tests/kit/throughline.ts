import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiClient, createApiClient } from "@throughline/api";
import { Program } from "./program.ts";
import { queueIsEmpty } from "./queue-is-empty.ts";
import { rowsIn } from "./rows-in.ts";

export interface ThroughlineOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Data directory to use; by default a new one, removed by `stop`. */
  readonly data?: string;
}

/** The real `throughline up` on free ports and a data directory of its own. */
export class Throughline {
  readonly program: Program;
  readonly data: string;
  readonly #ownsData: boolean;
  /** `http://…` of the query API. */
  api = "";
  otlpHttp = "";
  /** `HOST:PORT` */
  otlpGrpc = "";
  clickhouse = "";

  private constructor({ args = [], env = {}, data }: ThroughlineOptions) {
    this.#ownsData = data === undefined;
    this.data = data ?? temporaryDirectory();
    this.program = Program.node(
      [
        "services/cli/bin/throughline.mjs",
        "up",
        "--data",
        this.data,
        "--port",
        "0",
        "--otlp-http-port",
        "0",
        "--otlp-grpc-port",
        "0",
        ...args,
      ],
      env,
    );
  }

  /** Resolves when it is ready; throws with what it said if it does not come up. */
  static async start(options: ThroughlineOptions = {}): Promise<Throughline> {
    const throughline = new Throughline(options);
    try {
      const [, json = ""] = await throughline.program.line(/^throughline ready (\{.*\})$/);
      return Object.assign(throughline, JSON.parse(json));
    } catch (error) {
      await throughline.remove();
      throw error;
    }
  }

  /** The typed client of its query API: it checks each answer against the contract. */
  get client(): ApiClient {
    return createApiClient({ baseUrl: this.api });
  }

  /** Process ID of the embedded engine. */
  get enginePid(): number {
    return (JSON.parse(readFileSync(join(this.data, "clickhouse/engine.pid"), "utf8")) as { pid: number }).pid;
  }

  /** Rows of a query to the embedded engine, past the query API. */
  async sql<Row>(query: string): Promise<Row[]> {
    const response = await fetch(`${this.clickhouse}/?database=throughline&default_format=JSONEachRow`, {
      method: "POST",
      body: query,
      headers: {
        "x-clickhouse-user": "throughline",
        "x-clickhouse-key": readFileSync(join(this.data, "clickhouse/password"), "utf8"),
        connection: "close",
      },
    });
    return rowsIn<Row>(response);
  }

  /** Resolves when everything that got a 200 is visible to queries: the queue is empty. */
  settled(): Promise<true> {
    return queueIsEmpty(this.otlpHttp, 60_000);
  }

  /** Ends it by SIGTERM; resolves with its exit code when it is gone. */
  async stop(): Promise<number | null> {
    const { code } = await this.program.kill("SIGTERM");
    await this.remove();
    return code;
  }

  /** Removes the data directory if it is its own. The program must have ended. */
  async remove(): Promise<void> {
    if (this.program.child.exitCode === null && this.program.child.signalCode === null) await this.program.kill("SIGKILL");
    if (this.#ownsData) rmSync(this.data, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  }
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "throughline-test-"));
}
