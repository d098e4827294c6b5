import { SIGNAL_NAMES } from "@throughline/model";
import { defineTable } from "../table.ts";
import { DURABLE } from "../types.ts";

/** Days that were removed before their time because the disk would have filled: what a query must say of them. */
export const evictions = defineTable({
  name: "evictions",
  columns: {
    day: { type: "Date" },
    time: { type: "DateTime('UTC')", comment: "when it was removed" },
    bytes: { type: "UInt64", comment: "what its partitions took" },
  },
  engine: "MergeTree",
  orderBy: "day",
  signals: SIGNAL_NAMES,
  // A day that was removed is asked for as long as it would have been kept.
  expiresAfter: "toDateTime(day) + toIntervalDay(1)",
  settings: { ...DURABLE },
});
