import { defineTable, type View } from "../table.ts";
import { COMPACT, DURABLE, SPAN_END, TRACE_ID } from "../types.ts";

/**
 * A page of traces reads a summary here and one there, each with all of its columns: they lie side by side, in short granules, which takes
 * half the time (measured). Tables of before version 7 keep granules of 1024 rows, which leaves half of that.
 */
const SIDE_BY_SIDE = { min_bytes_for_wide_part: 1_099_511_627_776 } as const;

const ROOT = "Tuple(time DateTime64(9, 'UTC'), service String, name String)";

/** One row a trace: its bounds in time, which make every look-up by trace ID cheap, and what a list of traces shows. */
export const traces = defineTable({
  name: "traces",
  columns: {
    trace_id: TRACE_ID,
    start: { type: "SimpleAggregateFunction(min, DateTime64(9, 'UTC'))", codec: "Delta(8), ZSTD(1)" },
    end: { type: "SimpleAggregateFunction(max, DateTime64(9, 'UTC'))", codec: "Delta(8), ZSTD(1)" },
    span_count: { type: "SimpleAggregateFunction(sum, UInt64)", codec: "ZSTD(1)" },
    error_count: { type: "SimpleAggregateFunction(sum, UInt64)", codec: "ZSTD(1)" },
    services: { type: "SimpleAggregateFunction(groupUniqArrayArray, Array(String))", codec: "ZSTD(1)" },
    root: {
      type: `SimpleAggregateFunction(min, ${ROOT})`,
      codec: "ZSTD(1)",
      comment: "the earliest span without a parent; where none came yet: the year 2261 and empty names",
    },
  },
  engine: "AggregatingMergeTree",
  partitionBy: "toDate(start)",
  orderBy: "trace_id",
  signals: ["traces"],
  expiresAfter: "toDateTime(start)",
  settings: { index_granularity: 256, ttl_only_drop_parts: 1, ...SIDE_BY_SIDE, ...COMPACT, ...DURABLE },
});

/** Sorts after every real root, so that `min` keeps the real one. */
const NO_ROOT = "CAST((toDateTime64('2261-01-01 00:00:00', 9, 'UTC'), '', '') AS " + ROOT + ")";

export const tracesView: View = {
  name: "traces_view",
  to: "traces",
  select: `SELECT
  trace_id,
  min(spans.time) AS start,
  max(${SPAN_END}) AS end,
  count() AS span_count,
  countIf(status_code = 'error') AS error_count,
  groupUniqArray(toString(service)) AS services,
  min(if(parent_span_id = toFixedString('', 8), CAST((spans.time, toString(service), toString(name)) AS ${ROOT}), ${NO_ROOT})) AS root
FROM spans
GROUP BY trace_id`,
};
