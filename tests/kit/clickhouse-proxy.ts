import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to an insert into the table that is watched, on its way. Everything else passes. */
export interface InsertHooks {
  /** The insert has come and is not sent on before this resolves; false cuts it off. */
  before?(): Promise<boolean>;
  /** ClickHouse has stored it; its answer is not sent on before this resolves; false cuts it off. */
  after?(): Promise<boolean>;
}

/** Stands between a collector and ClickHouse, so that a test can stop the world at any step of an insert. */
export class ClickHouseProxy {
  hooks: InsertHooks = {};
  /** The table that is watched. */
  table = "spans";
  /** Inserts into it that ClickHouse has stored. */
  stored = 0;
  readonly #target: URL;
  readonly #server: Server;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  /** On any free port, or a given one. */
  static async start(target: string, port = 0): Promise<ClickHouseProxy> {
    const proxy = new ClickHouseProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(port, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => {});
    response.on("error", () => {});
    const body = Buffer.concat(await request.toArray().catch(() => []));
    const isInsert = decodeURIComponent(request.url ?? "")
      .replaceAll("+", " ")
      .includes(`INSERT INTO ${this.table} `);
    if (isInsert && this.hooks.before && !(await this.hooks.before())) return void request.socket.destroy();
    const answer = await this.#ask(request, body).catch(() => undefined);
    if (!answer) return void request.socket.destroy();
    const text = Buffer.concat(await answer.toArray());
    if (isInsert && answer.statusCode === 200) {
      this.stored++;
      if (this.hooks.after && !(await this.hooks.after())) return void request.socket.destroy();
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
  }

  #ask(request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { "transfer-encoding": _, ...headers } = request.headers;
      httpRequest(
        {
          host: this.#target.hostname,
          port: this.#target.port,
          path: request.url,
          method: request.method,
          headers: { ...headers, "content-length": body.length },
        },
        resolve,
      )
        .on("error", reject)
        .end(body);
    });
  }
}
