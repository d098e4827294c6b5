import { defineTable } from "../table.ts";
import {
  ATTRIBUTE_INDEXES,
  ATTRIBUTES,
  ATTRIBUTE_TYPES,
  CORRELATION_IDS,
  COMPACT,
  COUNT,
  DURABLE,
  FINGERPRINT,
  ITEMS,
  NUMBERED,
  SHARD_OF_TRACE,
  TEXT,
  TIME,
  TRACE_ID,
  WORD,
} from "../types.ts";

/** What runtimes report (open spans, blocks) is rare among log records, and is looked for over long times. */
export const EVENT_NAME_INDEX = "INDEX event_name_bloom event_name TYPE bloom_filter(0.001) GRANULARITY 1";

/** One row a log record. Minute first, then service: a search walks time, and lines of one service lie together. */
export const logs = defineTable({
  name: "logs",
  columns: {
    time: { ...TIME, comment: "when it happened; where the record does not say: when it was observed, else received" },
    time_given: { type: "Bool", comment: "whether time is the record's own time_unix_nano" },
    observed_time: { type: "UInt64", codec: "Delta(8), ZSTD(1)", comment: "Unix nanoseconds; zero: not given" },
    trace_id: { ...TRACE_ID, comment: "zero: no trace" },
    span_id: { type: "FixedString(8)", codec: "ZSTD(1)", comment: "zero: no span" },
    flags: COUNT,
    service: WORD,
    severity_number: { type: "UInt8", codec: "ZSTD(1)" },
    severity_text: WORD,
    event_name: WORD,
    body: TEXT,
    body_type: { ...WORD, comment: "letter of the body's type, as in attribute_types; empty: string" },
    resource: FINGERPRINT,
    scope_name: WORD,
    scope_version: WORD,
    scope_rest: WORD,
    attributes: ATTRIBUTES,
    attribute_types: ATTRIBUTE_TYPES,
    dropped_attributes: COUNT,
    correlation_ids: CORRELATION_IDS,
  },
  extras: [
    ITEMS,
    ...ATTRIBUTE_INDEXES,
    "INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1",
    "INDEX correlation_ids_bloom correlation_ids TYPE bloom_filter(0.001) GRANULARITY 1",
    EVENT_NAME_INDEX,
    "INDEX body_words body TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(body))",
  ],
  engine: "MergeTree",
  partitionBy: "toDate(time)",
  primaryKey: "(toStartOfMinute(time), service)",
  orderBy: "(toStartOfMinute(time), service, time)",
  shardBy: SHARD_OF_TRACE,
  signals: ["logs"],
  expiresAfter: "toDateTime(time)",
  // A log record has no ID: two that say the same of the same nanosecond are one.
  identity: {
    row: "sipHash64(time, trace_id, span_id, resource, severity_number, event_name, body, toString(attributes))",
    time: "time",
  },
  settings: { index_granularity: 8192, ttl_only_drop_parts: 1, min_bytes_for_wide_part: 10_485_760, ...COMPACT, ...DURABLE, ...NUMBERED },
});
