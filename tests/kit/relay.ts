import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between clients and a server, so that a test can stop an answer in its middle. How the server's connection ends, the client's does. */
export class Relay {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #held = new Set<Socket>();
  #hold: { left: number; reached: () => void } | undefined;

  private constructor(port: number) {
    this.#server = createServer((client) => this.#pass(client, connect(port, "127.0.0.1")));
  }

  /** On any free port, in front of one of this machine. */
  static async start(port: number): Promise<Relay> {
    const relay = new Relay(port);
    relay.#server.listen(0, "127.0.0.1");
    await once(relay.#server, "listening");
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when so many bytes of answers have passed. Nothing more passes then, nor is read from the server, until `release`. */
  holdAfter(bytes: number): Promise<void> {
    return new Promise((resolve) => (this.#hold = { left: bytes, reached: resolve }));
  }

  release(): void {
    this.#hold = undefined;
    for (const server of this.#held) server.resume();
    this.#held.clear();
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await once(this.#server, "close");
  }

  #pass(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.#open.add(socket);
      socket.on("error", () => {}).once("close", () => this.#open.delete(socket));
    }
    client.pipe(server);
    client.once("close", () => server.destroy());
    server.on("data", (chunk: Buffer) => {
      if (!client.write(chunk)) {
        server.pause();
        client.once("drain", () => this.#held.has(server) || server.resume());
      }
      const hold = this.#hold;
      if (hold === undefined || (hold.left -= chunk.length) > 0) return;
      this.#held.add(server.pause());
      hold.reached();
    });
    server.once("end", () => client.end());
    server.once("close", (wasError) => (wasError ? client.resetAndDestroy() : undefined));
  }
}
