import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a statement is answered with: rows, or the code of an error. */
export type Answer = (sql: string) => readonly object[] | number;

/** Stands in for a ClickHouse in a state that the real one is hard to bring into. */
export class ClickHouseStub {
  readonly #server: Server;

  private constructor(answer: Answer) {
    this.#server = createServer(async (request, response) => {
      const sql = decodeURIComponent((request.url ?? "").replaceAll("+", " ")) + (await text(request).catch(() => ""));
      const given = answer(sql);
      if (typeof given === "number") response.writeHead(500).end(`Code: ${given}. DB::Exception: it failed. (FAILED)`);
      else response.end(given.map((row) => `${JSON.stringify(row)}\n`).join(""));
    });
  }

  static async start(answer: Answer): Promise<ClickHouseStub> {
    const stub = new ClickHouseStub(answer);
    await new Promise<void>((resolve) => stub.#server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
