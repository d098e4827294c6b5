import { Block } from "@throughline/clickhouse";
import type { Table } from "@throughline/schema";
import type { SignalName } from "../signal.ts";
import { type Known, walkRequest } from "./envelope.ts";
import type { ItemEncoder } from "./item.ts";
import { LogEncoder } from "./logs.ts";
import { type Resource, ResourceRegistry, ResourceRows } from "./resources.ts";
import { ScopeRegistry } from "./scope.ts";
import { SpanEncoder } from "./spans.ts";
import { type Reception, Verdict } from "./verdict.ts";

/** A request that was accepted, and what was known when it came. The same pair always gives the same rows. */
export interface AcceptedRequest {
  readonly body: Uint8Array;
  readonly reception: Reception;
}

/** Rows on their way to ClickHouse: Native blocks of the signal's table and of `resources`. */
export interface EncodedBatch {
  readonly rows: number;
  readonly blocks: readonly Uint8Array[];
  readonly resources: readonly Uint8Array[];
}

/** Turns accepted requests into rows, and says of a new one what becomes of its items. Single-threaded: its working memory is used again. */
export class Encoder {
  readonly #known: Known = { resources: new ResourceRegistry(), scopes: new ScopeRegistry() };
  readonly #encoders: Readonly<Record<SignalName, ItemEncoder<Table>>> = { traces: new SpanEncoder(), logs: new LogEncoder() };

  /** What becomes of each item of a request that has been validated. */
  check(signal: SignalName, body: Uint8Array, reception: Reception): Verdict {
    const verdict = new Verdict(reception);
    walkRequest(body, reception.receivedAt, this.#known, (item) => this.#encoders[signal].check(item, verdict));
    return verdict;
  }

  /** The rows of requests, in their order. */
  encode(signal: SignalName, requests: readonly AcceptedRequest[]): EncodedBatch {
    const encoder = this.#encoders[signal];
    const block = new Block(encoder.table);
    const resources = new ResourceRows();
    let rows = 0;
    let last: Resource | undefined;
    for (const { body, reception } of requests) {
      const verdict = new Verdict(reception);
      walkRequest(body, reception.receivedAt, this.#known, (item) => {
        if (!encoder.encode(item, block.columns, verdict)) return;
        rows++;
        if (item.resource === last) return;
        last = item.resource;
        resources.see(last);
      });
    }
    const resourceBlock = resources.toNative();
    return { rows, blocks: rows === 0 ? [] : [block.toNative(rows)], resources: resourceBlock ? [resourceBlock] : [] };
  }
}
