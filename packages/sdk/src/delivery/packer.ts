import type { Scoped } from "./encode-batch.ts";
import { OtlpWriter } from "./otlp-writer.ts";

/** A chunk that holds this many bytes takes no more items. */
const FULL_CHUNK = 49_152;

/** An item that is encoded already, and waits to be sent. */
export interface PackedItem extends Scoped {
  readonly chunk: OtlpWriter;
  readonly from: number;
  /** Not above `from`: it could not be read. */
  readonly to: number;
}

/**
 * Encodes items as they come, into chunks that many share.
 *
 * Whatever waits in a queue survives several garbage collections, which copy it each time: for a batch of spans that costs more than encoding them.
 * So what waits are bytes, not spans.
 */
export class Packer<T extends Scoped> {
  readonly #write: (writer: OtlpWriter, item: T) => void;
  #chunk = new OtlpWriter();

  constructor(write: (writer: OtlpWriter, item: T) => void) {
    this.#write = write;
  }

  pack(item: T): PackedItem {
    if (this.#chunk.at >= FULL_CHUNK) this.#chunk = new OtlpWriter();
    const chunk = this.#chunk;
    const from = chunk.at;
    try {
      this.#write(chunk, item);
    } catch {
      chunk.at = from;
      return { resource: item.resource, instrumentationScope: item.instrumentationScope, chunk, from, to: -1 };
    }
    return { resource: item.resource, instrumentationScope: item.instrumentationScope, chunk, from, to: chunk.at };
  }
}

/** Writes a packed item's fields. Throws if it could not be read when it was packed. */
export function writePacked(writer: OtlpWriter, { chunk, from, to }: PackedItem): void {
  if (to < from) throw new Error("the item could not be read");
  writer.raw(chunk.view(from, to));
}
