import { SIGNAL_NAMES } from "@throughline/model";
import { z } from "zod";
import { notes } from "./note.ts";
import { count, nanos, unixNanos } from "./values.ts";

const bytes = z.number().int().nonnegative().describe("On ClickHouse's disk");

export const storage = z
  .object({
    volume: z.object({ totalBytes: bytes, freeBytes: bytes }).describe("What ClickHouse's data lies on"),
    usedBytes: bytes.describe("By all that is stored"),
    limitBytes: bytes.describe("What it may take: the disk budget, or less where others fill the volume"),
    bytesPerDay: bytes
      .nullable()
      .describe("What a day brings, by the last three whole days or by today. Null: too little is stored to tell"),
    fullInNano: nanos
      .nullable()
      .describe("Until the limit is reached, as things go. Null: the retention removes as much as comes before that, or it cannot be told"),
    retentionNano: nanos.describe("How long is kept what is kept longest"),
    signals: z
      .array(
        z.object({
          signal: z
            .enum([...SIGNAL_NAMES, "shared"])
            .describe("`shared`: of several signals, such as correlation IDs and resources; stacks and frames, too"),
          retentionNano: nanos.describe("How long it is kept; what is shared: as long as any signal may need it"),
          bytes,
          rows: count.describe("Spans, log records or samples"),
          oldestUnixNano: unixNanos.nullable().describe("Begin of the oldest day that is stored; null: nothing is, or it has no days"),
        }),
      )
      .describe("What takes the room; with each its indexes and what is kept ready of it"),
    removed: z
      .array(
        z.object({
          dayUnixNano: unixNanos.describe("When the day begins, in UTC"),
          timeUnixNano: unixNanos.describe("When it was removed"),
          bytes,
        }),
      )
      .describe("Days that were removed before their time to make room, the newest first; up to a hundred"),
    notes,
  })
  .meta({ id: "Storage" });
export type Storage = z.infer<typeof storage>;
