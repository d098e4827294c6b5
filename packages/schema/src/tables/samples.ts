import { defineTable } from "../table.ts";
import { COMPACT, CORRELATION_IDS, COUNT, DURABLE, FINGERPRINT, SHARD_OF_TRACE, STACK_HASH, TIME, TRACE_ID, WORD } from "../types.ts";

/**
 * One row for each observation of a stack. Service first, then type: a flame graph is of one service (or of one span or trace, found by the
 * bloom filters) and of one type. The stack is a hash: see `stacks`.
 */
export const samples = defineTable({
  name: "samples",
  columns: {
    // Most samplers tell microseconds: what all values of a block can be divided by takes no room.
    time: { ...TIME, codec: "GCD, Delta(8), ZSTD(1)", comment: "when; where only a sum is known: when its gathering began" },
    duration: { type: "UInt64", codec: "T64, ZSTD(1)", comment: "nanoseconds from time on that a sum was gathered over; 0: one moment" },
    service: WORD,
    type: { ...WORD, comment: "wall, cpu, alloc; other tools have their own names" },
    unit: { ...WORD, comment: "of value and period: nanoseconds, bytes, count" },
    value: { type: "UInt64", codec: "T64, ZSTD(1)" },
    count: { ...COUNT, comment: "how many samples the value stands for" },
    period: { type: "UInt64", codec: "T64, ZSTD(1)", comment: "what one sample stands for, in the same unit; 0: not known" },
    stack: STACK_HASH,
    thread_id: { type: "UInt64", codec: "T64, ZSTD(1)" },
    thread_name: WORD,
    trace_id: { ...TRACE_ID, comment: "zero: no trace" },
    span_id: { type: "FixedString(8)", codec: "ZSTD(1)", comment: "zero: no span" },
    correlation_ids: { ...CORRELATION_IDS, comment: "of samples outside any trace; those of a trace are in the table correlations" },
    resource: FINGERPRINT,
  },
  extras: [
    "INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1",
    "INDEX span_id_bloom span_id TYPE bloom_filter(0.001) GRANULARITY 1",
    "INDEX correlation_ids_bloom correlation_ids TYPE bloom_filter(0.001) GRANULARITY 1",
  ],
  engine: "MergeTree",
  partitionBy: "toDate(time)",
  primaryKey: "(service, type, toStartOfMinute(time))",
  // Within a minute, thread by thread: neighbours are often of one span, and a tenth of a second apart at most.
  orderBy: "(service, type, toStartOfMinute(time), resource, thread_id, time)",
  shardBy: SHARD_OF_TRACE,
  signals: ["profiles"],
  expiresAfter: "toDateTime(time)",
  // A sample has no ID: two that say the same of the same nanosecond are one.
  identity: { row: "sipHash64(time, service, type, stack, thread_id, trace_id, span_id, value, resource)", time: "time" },
  settings: { index_granularity: 8192, ttl_only_drop_parts: 1, min_bytes_for_wide_part: 10_485_760, ...COMPACT, ...DURABLE },
});
