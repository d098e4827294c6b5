import { Block, type Retention } from "@throughline/clickhouse";
import type { Table } from "@throughline/schema";
import { walkRequest } from "./encode/envelope.ts";
import type { ItemEncoder } from "./encode/item.ts";
import { type ResourceRegistry, ResourceRows } from "./encode/resources.ts";
import { Verdict } from "./encode/verdict.ts";

/** Rows of one signal that go to ClickHouse in one insert. */
export class Batch<T extends Table = Table> {
  readonly resources = new ResourceRows();
  rows = 0;
  readonly #block: Block<T>;
  readonly #encoder: ItemEncoder<T>;
  readonly #registry: ResourceRegistry;
  readonly #retention: Retention;

  constructor(encoder: ItemEncoder<T>, registry: ResourceRegistry, retention: Retention) {
    this.#block = new Block(encoder.table);
    this.#encoder = encoder;
    this.#registry = registry;
    this.#retention = retention;
  }

  /** Writes the items of a request that has been validated, and says what became of each. `receivedAt`: Unix nanoseconds. */
  add(request: Uint8Array, receivedAt: bigint): Verdict {
    const verdict = new Verdict(receivedAt, this.#retention);
    walkRequest(request, receivedAt, this.#registry, (item) => {
      if (!this.#encoder.encode(item, this.#block.columns, verdict)) return;
      this.resources.see(item.resource);
      this.rows++;
    });
    return verdict;
  }

  toNative(): Uint8Array {
    return this.#block.toNative(this.rows);
  }
}
