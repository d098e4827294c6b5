import type { Table } from "@throughline/schema";
import { ByteBuffer } from "./byte-buffer.ts";
import {
  ArrayColumn,
  FixedStringColumn,
  LowCardinalityColumn,
  MapColumn,
  type NativeColumn,
  StringColumn,
  UInt32Column,
  UInt64Column,
  UInt8Column,
} from "./columns.ts";

/** The column that holds values of a ClickHouse type, read from the type's own text. */
export type ColumnOf<Type extends string> = Type extends `Array(${infer Inner})`
  ? ArrayColumn<ColumnOf<Inner>>
  : Type extends `Map(${infer Key}, ${infer Value})`
    ? MapColumn<ColumnOf<Key>, ColumnOf<Value>>
    : Type extends "LowCardinality(String)"
      ? LowCardinalityColumn
      : Type extends "String"
        ? StringColumn
        : Type extends `FixedString(${string})`
          ? FixedStringColumn
          : Type extends "UInt64" | `DateTime64(9${string}`
            ? UInt64Column
            : Type extends "UInt32" | `DateTime(${string}`
              ? UInt32Column
              : Type extends "UInt8" | "Bool" | `Enum8(${string}`
                ? UInt8Column
                : Type extends `SimpleAggregateFunction(${string}, ${infer Value})`
                  ? ColumnOf<Value>
                  : never;

/** The columns of a table, ready to be filled. */
export type BlockColumns<T extends Table> = { readonly [Name in keyof T["columns"]]: ColumnOf<T["columns"][Name]["type"]> };

/** Rows of one table on their way to ClickHouse, column by column. */
export class Block<T extends Table> {
  readonly columns: BlockColumns<T>;
  readonly #table: T;
  #out = new ByteBuffer();

  constructor(table: T) {
    this.#table = table;
    const columns = Object.entries(table.columns).map(([name, { type }]) => [name, columnOf(type)] as const);
    this.columns = Object.fromEntries(columns) as BlockColumns<T>;
  }

  /** Forgets all rows and keeps the memory, for the next block. */
  clear(): void {
    for (const column of Object.values(this.columns as Record<string, NativeColumn>)) column.clear();
  }

  /** The block as bytes of ClickHouse's Native format. Throws if the columns differ in length: a bug, and never sent. */
  toNative(rows: number): Uint8Array<ArrayBuffer> {
    const columns = Object.entries(this.#table.columns);
    const all = Object.values(this.columns as Record<string, NativeColumn>);
    for (const column of all) column.fill(rows);
    if (this.#out.bytes.buffer.detached) this.#out = new ByteBuffer(); // the last one was handed to another thread
    const out = this.#out;
    out.length = 0;
    out.reserve(all.reduce((size, { byteLength }) => size + byteLength, 64 * 1024));
    out.varint(columns.length);
    out.varint(rows);
    for (const [name, { type }] of columns) {
      const column = (this.columns as Record<string, NativeColumn>)[name] as NativeColumn;
      if (column.rows !== rows) throw new Error(`column ${this.#table.name}.${name} has ${column.rows} rows, not ${rows}`);
      writeText(out, name);
      writeText(out, type);
      column.writePrefix(out);
      column.writeData(out);
    }
    return out.written;
  }
}

function writeText(out: ByteBuffer, text: string): void {
  out.varint(text.length); // names and types are ASCII
  out.text(text);
}

function columnOf(type: string): NativeColumn {
  const [, outer, inner = ""] = /^(\w+)(?:\((.*)\))?$/s.exec(type) ?? [];
  switch (outer) {
    case "Array":
      return new ArrayColumn(columnOf(inner));
    case "Map": {
      const comma = inner.lastIndexOf(", ");
      return new MapColumn(columnOf(inner.slice(0, comma)), columnOf(inner.slice(comma + 2)));
    }
    case "SimpleAggregateFunction": // stored as the value that it makes one of
      return columnOf(inner.slice(inner.indexOf(", ") + 2));
    case "LowCardinality":
      return new LowCardinalityColumn();
    case "String":
      return new StringColumn();
    case "FixedString":
      return new FixedStringColumn(Number(inner));
    case "UInt64":
    case "DateTime64":
      return new UInt64Column();
    case "UInt32":
    case "DateTime":
      return new UInt32Column();
    case "UInt8":
    case "Bool":
    case "Enum8":
      return new UInt8Column();
    default:
      throw new Error(`no column for the type ${type}`);
  }
}
