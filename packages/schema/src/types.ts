/** Column types and codecs that several tables share. */

export const TIME = { type: "DateTime64(9, 'UTC')", codec: "Delta(8), ZSTD(1)" } as const;
export const TEXT = { type: "String", codec: "ZSTD(1)" } as const;
export const WORD = { type: "LowCardinality(String)", codec: "ZSTD(1)" } as const;
export const COUNT = { type: "UInt32", codec: "ZSTD(1)" } as const;
export const TRACE_ID = { type: "FixedString(16)", codec: "ZSTD(1)" } as const;
/** Random bytes do not compress. */
export const SPAN_ID = { type: "FixedString(8)", codec: "NONE" } as const;
export const FINGERPRINT = { type: "UInt64", codec: "ZSTD(1)", comment: "fingerprint of the resource, see table resources" } as const;

export const STACK_HASH = { type: "UInt64", codec: "ZSTD(1)", comment: "hash of the stack's frames, see table stacks" } as const;

/** Of what is stored once and named by its hash: as long as something names it, it is written again, and does not expire. */
export const LAST_SEEN = { type: "DateTime('UTC')", codec: "ZSTD(1)", comment: "refreshed at least once a day while it is sent" } as const;

/**
 * Attributes keep their order, key and value text in one map; the types stand beside it, one letter an attribute
 * (`ATTRIBUTE_TYPES`), and most often the same few words for a whole service: see `attribute.ts`.
 */
export const ATTRIBUTES = { type: "Map(LowCardinality(String), String)", codec: "ZSTD(3)" } as const;
export const ATTRIBUTE_TYPES = { type: "LowCardinality(String)", codec: "ZSTD(1)" } as const;

export const CORRELATION_IDS = { type: "Array(String)", codec: "ZSTD(1)" } as const;

export const KIND = {
  type: "Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5)",
  codec: "ZSTD(1)",
} as const;
export const STATUS_CODE = { type: "Enum8('unset' = 0, 'ok' = 1, 'error' = 2)", codec: "ZSTD(1)" } as const;

/** `key=value` of every attribute: what the bloom filter below indexes and `has(items, 'key=value')` asks. */
export const ITEMS = "items Array(String) ALIAS arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes))";
/**
 * Indexes of attributes: which granules may hold a `key=value`, and which hold any array, whose elements the first does not know. A granule that is
 * named in vain costs 8192 maps: at 0.01 a rare value took three times as long (measured).
 */
export const ATTRIBUTE_INDEXES = [
  "INDEX attributes_bloom items TYPE bloom_filter(0.001) GRANULARITY 1",
  "INDEX has_arrays position(attribute_types, 'a') TYPE minmax GRANULARITY 1",
] as const;

/**
 * Exactly once, and through a power cut. The window says how many inserts back a repeated token is known; it stands on every table and
 * every view's target: without it a batch sent again after a crash would be counted twice (measured with kill -9). An insert is
 * acknowledged when its part is on the disk, not only in the system's cache.
 */
export const DURABLE = { non_replicated_deduplication_window: 10_000, fsync_after_insert: 1, fsync_part_directory: 1 } as const;

/** Lengths of strings beside their bytes, not in a stream of their own: 7 bytes a span less, and quicker inserts and scans (measured). */
export const COMPACT = { string_serialization_version: "single_stream" } as const;

/** End of a span for the views: a duration may reach beyond what DateTime64(9) can say (the year 2262), and must not wrap around. */
export const SPAN_END =
  "fromUnixTimestamp64Nano(toInt64(least(toUInt64(toUnixTimestamp64Nano(spans.time)) + duration, 9223372036000000000)), 'UTC')";

/** What belongs to a trace lies on one shard; what belongs to none is spread by where it comes from. */
export const SHARD_OF_TRACE = "if(trace_id = toFixedString('', 16), resource, cityHash64(trace_id))";

/** Rows keep the number of the block that they were inserted in: it tells what has arrived since, whatever its time. */
export const NUMBERED = { enable_block_number_column: 1 } as const;
