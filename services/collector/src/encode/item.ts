import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import type { Table } from "@throughline/schema";
import type { Resource } from "./resources.ts";
import type { Scope } from "./scope.ts";
import type { Verdict } from "./verdict.ts";

/** A span, log record or profile in the bytes of its request, and what it belongs to. One such object is used for all items of a scope. */
export interface Item {
  /** Walks the bytes of the request; one for all of its items. */
  readonly cursor: Cursor;
  start: number;
  stop: number;
  readonly resource: Resource;
  readonly scope: Scope;
  /** When the request came: Unix nanoseconds, in halves. */
  readonly receivedLo: number;
  readonly receivedHi: number;
}

/** Turns items of one signal into rows of its table. */
export interface ItemEncoder<T extends Table> {
  readonly table: T;
  /** Takes up a request: what its items share. */
  enter?(request: Uint8Array): void;
  /** The Resource message in the request at hand as it would be in any other. */
  resource?(otlp: Uint8Array): Uint8Array;
  /** Counts the item in `verdict` as accepted, or says there why not. */
  check(item: Item, verdict: Verdict): void;
  /** The same, and writes what is accepted; gives the number of rows. */
  encode(item: Item, columns: BlockColumns<T>, verdict: Verdict): number;
  /** Rows of other tables that go with those written since the last call. */
  companions?(): Companion[];
}

/** Rows that others refer to by a hash, or that are merged by their key: they are stored first, and may be stored more than once. */
export interface Companion {
  /** Name of their table. */
  readonly table: string;
  /** A Native block of it. */
  readonly block: Uint8Array;
}
