import { SIGNAL_NAMES } from "@throughline/model";
import { defineTable } from "../table.ts";
import { ATTRIBUTES, ATTRIBUTE_TYPES, COMPACT, DURABLE, FINGERPRINT, TEXT, WORD } from "../types.ts";

/**
 * What a process said of itself, once for all of its spans and logs (10 bytes a span less than beside each, measured).
 * `otlp` is the Resource message as it came, so that nothing of it is lost.
 */
export const resources = defineTable({
  name: "resources",
  columns: {
    resource: FINGERPRINT,
    service: WORD,
    attributes: ATTRIBUTES,
    attribute_types: ATTRIBUTE_TYPES,
    schema_url: WORD,
    otlp: { ...TEXT, comment: "protobuf bytes of opentelemetry.proto.resource.v1.Resource" },
    last_seen: { type: "DateTime('UTC')", comment: "refreshed at least once a day while it sends" },
  },
  engine: "ReplacingMergeTree(last_seen)",
  orderBy: "(resource)",
  shardBy: "resource",
  signals: SIGNAL_NAMES,
  expiresAfter: "last_seen + toIntervalDay(2)",
  settings: { index_granularity: 1024, ...COMPACT, ...DURABLE },
});
