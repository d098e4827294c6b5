import { defineTable } from "../table.ts";
import { COMPACT, COUNT, DURABLE, LAST_SEEN, TEXT, WORD } from "../types.ts";

/** Each distinct frame once, for all stacks of all services. */
export const frames = defineTable({
  name: "frames",
  columns: {
    frame: { type: "UInt64", codec: "NONE", comment: "hash of the columns function to kind" },
    function: { ...TEXT, comment: "empty: not known" },
    file: { ...WORD, comment: "path or URL, without file://; empty: not known" },
    line: { ...COUNT, comment: "from 1; 0: not known" },
    column: { ...COUNT, comment: "from 1; 0: not known" },
    kind: {
      type: "Enum8('own' = 0, 'dependency' = 1, 'node' = 2, 'native' = 3)",
      codec: "ZSTD(1)",
      comment: "whose code it is: the service's own, node_modules, Node internals, native code and the VM itself",
    },
    last_seen: LAST_SEEN,
  },
  engine: "ReplacingMergeTree(last_seen)",
  orderBy: "(frame)",
  shardBy: "frame",
  signals: ["profiles"],
  expiresAfter: "last_seen + toIntervalDay(2)",
  settings: { index_granularity: 1024, ...COMPACT, ...DURABLE },
});
