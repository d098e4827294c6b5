import { DURATION_BUCKET } from "../duration-bucket.ts";
import { defineTable, type View } from "../table.ts";
import { COMPACT, DURABLE, KIND, WORD } from "../types.ts";

/** Rate, errors and duration of each operation by the minute. It also tells a search which minutes hold an operation at all. */
export const red = defineTable({
  name: "red",
  columns: {
    minute: { type: "DateTime('UTC')", codec: "Delta, ZSTD(1)" },
    service: WORD,
    name: WORD,
    kind: KIND,
    calls: { type: "SimpleAggregateFunction(sum, UInt64)", codec: "ZSTD(1)" },
    errors: { type: "SimpleAggregateFunction(sum, UInt64)", codec: "ZSTD(1)" },
    duration_sum: { type: "SimpleAggregateFunction(sum, UInt64)", codec: "ZSTD(1)", comment: "nanoseconds" },
    durations: {
      type: "SimpleAggregateFunction(sumMap, Map(UInt16, UInt64))",
      codec: "ZSTD(1)",
      comment: "spans by bucket, see duration-bucket.ts; nothing before schema version 4",
    },
  },
  engine: "AggregatingMergeTree",
  partitionBy: "toDate(minute)",
  orderBy: "(service, name, kind, minute)",
  signals: ["traces"],
  expiresAfter: "minute",
  settings: { ttl_only_drop_parts: 1, ...COMPACT, ...DURABLE },
});

export const redView: View = {
  name: "red_view",
  to: "red",
  select: `SELECT toStartOfMinute(time) AS minute, service, name, kind, count() AS calls, countIf(status_code = 'error') AS errors, sum(duration) AS duration_sum,
  sumMap(map(${DURATION_BUCKET}, toUInt64(1))) AS durations
FROM spans
GROUP BY minute, service, name, kind`,
};
