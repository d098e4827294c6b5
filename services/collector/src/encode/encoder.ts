import { Block } from "@throughline/clickhouse";
import type { Table } from "@throughline/schema";
import type { SignalName } from "@throughline/model";
import { walkRequest } from "./envelope.ts";
import type { Companion, Item, ItemEncoder } from "./item.ts";
import { LogEncoder } from "./logs.ts";
import { ProfileEncoder } from "./profiles/profiles.ts";
import { type Resource, type ResourceRegistry, ResourceRows } from "./resources.ts";
import { SpanEncoder } from "./spans.ts";
import { type Reception, Verdict } from "./verdict.ts";

/** A request that was accepted, and what was known when it came. The same pair always gives the same rows. */
export interface AcceptedRequest {
  readonly body: Uint8Array;
  readonly reception: Reception;
}

/** Rows on their way to ClickHouse: Native blocks of the signal's table, and of what goes with them. */
export interface EncodedBatch {
  readonly rows: number;
  readonly blocks: readonly Uint8Array[];
  readonly companions: readonly Companion[];
}

/** Turns accepted requests into rows, and says of a new one what becomes of its items. Single-threaded: its working memory is used again. */
export class Encoder {
  readonly #registry: ResourceRegistry;
  readonly #encoders: Readonly<Record<SignalName, ItemEncoder<Table>>> = {
    traces: new SpanEncoder(),
    logs: new LogEncoder(),
    profiles: new ProfileEncoder(),
  };
  readonly #blocks: Readonly<Record<SignalName, Block<Table>>>;

  constructor(registry: ResourceRegistry) {
    this.#registry = registry;
    const { traces, logs, profiles } = this.#encoders;
    this.#blocks = { traces: new Block(traces.table), logs: new Block(logs.table), profiles: new Block(profiles.table) };
  }

  /** What becomes of each item of a request that has been validated. */
  check(signal: SignalName, body: Uint8Array, reception: Reception): Verdict {
    const verdict = new Verdict(reception);
    const encoder = this.#encoders[signal];
    this.#walk(encoder, body, reception, (item) => encoder.check(item, verdict));
    return verdict;
  }

  /** The rows of requests, in their order. The blocks are valid until the next batch of this signal: their memory is used again. */
  encode(signal: SignalName, requests: readonly AcceptedRequest[]): EncodedBatch {
    const encoder = this.#encoders[signal];
    const block = this.#blocks[signal];
    block.clear();
    const resources = new ResourceRows();
    let rows = 0;
    let seen: Resource | undefined;
    for (const { body, reception } of requests) {
      const verdict = new Verdict(reception);
      this.#walk(encoder, body, reception, (item) => {
        const written = encoder.encode(item, block.columns, verdict);
        if (written === 0) return;
        if (item.resource !== seen) resources.see((seen = item.resource));
        rows += written;
      });
    }
    const resourceBlock = resources.toNative();
    return {
      rows,
      blocks: rows === 0 ? [] : [block.toNative(rows)],
      companions: [...(resourceBlock ? [{ table: "resources", block: resourceBlock }] : []), ...(encoder.companions?.() ?? [])],
    };
  }

  #walk(encoder: ItemEncoder<Table>, body: Uint8Array, { receivedAt }: Reception, onItem: (item: Item) => void): void {
    encoder.enter?.(body);
    walkRequest(body, receivedAt, (otlp, schemaUrl) => this.#registry.of(encoder.resource?.(otlp) ?? otlp, schemaUrl), onItem);
  }
}
