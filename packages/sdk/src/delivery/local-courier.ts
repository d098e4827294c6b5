import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Courier, OtlpTargets } from "./courier.ts";
import { GZIP_OPTIONS } from "./gzip-options.ts";
import type { PartialSuccess } from "./partial-success.ts";
import type { Signal } from "./signal.ts";
import { Transports } from "./transports.ts";

const gzipAside = promisify(gzip);

/** Sends from this thread, and compresses in Node's thread pool. */
export class LocalCourier implements Courier {
  readonly #transports: Transports;
  #unsettled = 0;

  constructor(targets: OtlpTargets) {
    this.#transports = new Transports(targets, (body) => gzipAside(body, GZIP_OPTIONS));
  }

  async send(signal: Signal, body: Uint8Array, millis: number): Promise<PartialSuccess | undefined> {
    this.#unsettled += 1;
    try {
      return await this.#transports.to(signal).send(body, millis);
    } finally {
      this.#unsettled -= 1;
    }
  }

  hurry(millis: number): void {
    this.#transports.hurry(millis);
  }

  settle(): boolean {
    return this.#unsettled === 0;
  }

  thread(): undefined {}

  close(): void {
    this.#transports.close();
  }
}
