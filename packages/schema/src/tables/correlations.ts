import { SIGNAL_NAMES } from "@throughline/model";
import { defineTable, type View } from "../table.ts";
import { COMPACT, DURABLE, SPAN_END, TRACE_ID } from "../types.ts";

/** Which traces a correlation ID occurs in, and when: from the ID of one user action to everything that it did. */
export const correlations = defineTable({
  name: "correlations",
  columns: {
    correlation_id: { type: "String", codec: "ZSTD(1)" },
    trace_id: { ...TRACE_ID, comment: "zero: log records outside any trace" },
    start: { type: "SimpleAggregateFunction(min, DateTime64(9, 'UTC'))", codec: "Delta(8), ZSTD(1)" },
    end: { type: "SimpleAggregateFunction(max, DateTime64(9, 'UTC'))", codec: "Delta(8), ZSTD(1)" },
  },
  engine: "AggregatingMergeTree",
  partitionBy: "toDate(start)",
  orderBy: "(correlation_id, trace_id)",
  // Of samples: what spans and logs say is filled beside them.
  shardBy: "cityHash64(correlation_id)",
  signals: SIGNAL_NAMES,
  expiresAfter: "toDateTime(start)",
  settings: { index_granularity: 1024, ttl_only_drop_parts: 1, ...COMPACT, ...DURABLE },
});

export const correlationViews: readonly View[] = [
  {
    name: "correlations_of_spans_view",
    to: "correlations",
    select: `SELECT arrayJoin(correlation_ids) AS correlation_id, trace_id, min(time) AS start, max(${SPAN_END}) AS end
FROM spans
GROUP BY correlation_id, trace_id`,
  },
  {
    name: "correlations_of_logs_view",
    to: "correlations",
    select: `SELECT arrayJoin(correlation_ids) AS correlation_id, trace_id, min(time) AS start, max(time) AS end
FROM logs
GROUP BY correlation_id, trace_id`,
  },
];
