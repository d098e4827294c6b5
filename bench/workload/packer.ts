import { MessageWriter } from "./message-writer.ts";
import type { Service } from "./shop.ts";

/** A recorded export request. */
export interface RecordedRequest {
  readonly bytes: Buffer;
  /** Spans or log records in it. */
  readonly items: number;
}

/** What an SDK sends at most at once (default of OTEL_BSP_MAX_EXPORT_BATCH_SIZE). */
const SDK_BATCH = 512;
const SCOPES = ["@opentelemetry/instrumentation-http", "@opentelemetry/instrumentation-pg", "app"];

/**
 * Packs items into requests as SDKs do: each process sends its own, up to 512 at once. Requests of more are what an agent makes by
 * putting several of those behind one another.
 */
export class RequestPacker {
  readonly #shop: readonly Service[];
  readonly #itemsPerRequest: number;
  readonly #onRequest: (request: RecordedRequest) => void;
  readonly #waiting: Uint8Array[][];
  readonly #request = new MessageWriter(1 << 20);
  #items = 0;

  constructor(shop: readonly Service[], itemsPerRequest: number, onRequest: (request: RecordedRequest) => void) {
    this.#shop = shop;
    this.#itemsPerRequest = itemsPerRequest;
    this.#onRequest = onRequest;
    this.#waiting = shop.flatMap(({ processes }) => processes.map(() => []));
  }

  add(service: number, process: number, item: Uint8Array): void {
    const slot = service * (this.#shop[0] as Service).processes.length + process;
    const waiting = this.#waiting[slot] as Uint8Array[];
    waiting.push(item);
    if (waiting.length >= Math.min(SDK_BATCH, this.#itemsPerRequest)) this.#group(slot);
  }

  /** Sends what is left, as SDKs do when their process ends. */
  end(): void {
    for (const slot of this.#waiting.keys()) this.#group(slot);
    this.#flush();
  }

  #group(slot: number): void {
    const items = this.#waiting[slot] as Uint8Array[];
    if (items.length === 0) return;
    if (this.#items > 0 && this.#items + items.length > this.#itemsPerRequest) this.#flush();
    const perProcess = (this.#shop[0] as Service).processes.length;
    const { processes } = this.#shop[Math.floor(slot / perProcess)] as Service;
    const writer = this.#request;
    writer.open(1, 3);
    writer.bytes(1, processes[slot % perProcess] as Uint8Array);
    const perScope = Math.ceil(items.length / SCOPES.length);
    for (const [index, name] of SCOPES.entries()) {
      const content = items.slice(index * perScope, (index + 1) * perScope);
      if (content.length === 0) continue;
      writer.open(2, 3);
      writer.open(1, 1);
      writer.text(1, name);
      writer.text(2, "0.57.1");
      writer.close();
      for (const item of content) writer.bytes(2, item);
      writer.close();
    }
    writer.text(3, "https://opentelemetry.io/schemas/1.36.0");
    writer.close();
    this.#items += items.length;
    items.length = 0;
    if (this.#items >= this.#itemsPerRequest) this.#flush();
  }

  #flush(): void {
    if (this.#items === 0) return;
    this.#onRequest({ bytes: this.#request.finish(), items: this.#items });
    this.#request.reset();
    this.#items = 0;
  }
}
