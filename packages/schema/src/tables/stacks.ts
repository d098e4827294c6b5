import { defineTable } from "../table.ts";
import { COMPACT, DURABLE, LAST_SEEN, STACK_HASH, WORD } from "../types.ts";

/**
 * Each distinct stack of a service once: samples name it by its hash, which is a function of what its frames say. Service first, so that the
 * stacks of a service lie together; the same stack in two services has the same hash, and a row for each.
 */
export const stacks = defineTable({
  name: "stacks",
  columns: {
    service: WORD,
    stack: STACK_HASH,
    frames: { type: "Array(UInt64)", codec: "ZSTD(1)", comment: "hashes, root first: see table frames" },
    last_seen: LAST_SEEN,
  },
  engine: "ReplacingMergeTree(last_seen)",
  orderBy: "(service, stack)",
  shardBy: "stack",
  signals: ["profiles"],
  expiresAfter: "last_seen + toIntervalDay(2)",
  settings: { index_granularity: 1024, ...COMPACT, ...DURABLE },
});
