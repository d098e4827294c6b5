import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import type { Table } from "@throughline/schema";
import type { Resource } from "./resources.ts";
import type { Scope } from "./scope.ts";
import type { Verdict } from "./verdict.ts";

/** A span or log record in the bytes of its request, and what it belongs to. One such object is used for all items of a scope. */
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
  /** Counts the item in `verdict` as accepted, or says there why not. */
  check(item: Item, verdict: Verdict): boolean;
  /** The same, and writes what is accepted as one row. */
  encode(item: Item, columns: BlockColumns<T>, verdict: Verdict): boolean;
}
