import { Block, ByteBuffer, type ByteSource, InternTable } from "@throughline/clickhouse";
import { correlations as table } from "@throughline/schema";
import type { CorrelationIds } from "../correlation.ts";
import type { Companion } from "../item.ts";
import { IntList } from "../int-list.ts";

const TRACE_ID_BYTES = 16;

/**
 * Which traces the correlation IDs of one batch's samples occur in, and from when to when. Samples of a trace do not carry the ID themselves:
 * it would cost as much as all the rest of their row.
 */
export class CorrelationRows {
  readonly #block = new Block(table);
  /** Each pair once, as bytes: the trace ID, then the correlation ID. */
  #pairs = new InternTable();
  readonly #times = new IntList();
  readonly #pair = new ByteBuffer();

  /** Notes that a sample with these IDs ran in the trace whose ID starts at `trace` of `source`; −1: outside any. Halves of Unix nanoseconds. */
  see(ids: CorrelationIds, source: ByteSource, trace: number, lo: number, hi: number): void {
    ids.forEach((idSource, start, stop) => {
      const pair = this.#pair;
      pair.length = 0;
      if (trace < 0) pair.zeros(TRACE_ID_BYTES);
      else pair.copy(source, trace, trace + TRACE_ID_BYTES);
      pair.copy(idSource, start, stop);
      this.#seeAt(this.#pairs.intern(pair, 0, pair.length), lo, hi);
    });
  }

  #seeAt(index: number, lo: number, hi: number): void {
    const times = this.#times;
    if (4 * index === times.length) {
      for (const half of [lo, hi, lo, hi]) times.add(half);
      return;
    }
    const { at } = times;
    const place = 4 * index;
    if (isBefore(lo, hi, at[place] as number, at[place + 1] as number)) {
      at[place] = lo;
      at[place + 1] = hi;
    } else if (isBefore(at[place + 2] as number, at[place + 3] as number, lo, hi)) {
      at[place + 2] = lo;
      at[place + 3] = hi;
    }
  }

  /** A Native block of them. Its memory is used again for the next batch. */
  take(): Companion[] {
    const rows = this.#pairs.size;
    if (rows === 0) return [];
    this.#block.clear();
    const { columns } = this.#block;
    const { at } = this.#times;
    this.#pairs.forEach((source, start, stop, index) => {
      columns.correlation_id.add(source, start + TRACE_ID_BYTES, stop);
      columns.trace_id.add(source, start, start + TRACE_ID_BYTES);
      columns.start.add(at[4 * index] as number, at[4 * index + 1] as number);
      columns.end.add(at[4 * index + 2] as number, at[4 * index + 3] as number);
    });
    this.#pairs.clear();
    this.#times.length = 0;
    return [{ table: table.name, block: this.#block.toNative(rows) }];
  }
}

/** Whether one unsigned 64-bit number is below another. */
function isBefore(lo: number, hi: number, otherLo: number, otherHi: number): boolean {
  return hi === otherHi ? lo >>> 0 < otherLo >>> 0 : hi >>> 0 < otherHi >>> 0;
}
