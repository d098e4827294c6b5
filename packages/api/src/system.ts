import { z } from "zod";
import { notes } from "./note.ts";
import { count, nanos, unixNanos } from "./values.ts";

export const system = z
  .object({
    version: z.string().describe("Of the query API"),
    node: z.string().describe("Version of Node that runs it"),
    timeUnixNano: unixNanos.describe("When it answered, by its own clock"),
    clickhouse: z.object({
      version: z.string(),
      aheadNano: nanos.describe("How far its clock is ahead of the query API's; negative: behind"),
    }),
    schema: z
      .object({ version: count.describe("Of the tables"), expected: count.describe("That this query API knows") })
      .describe("They differ while programs of two versions run on one ClickHouse"),
    notes,
  })
  .meta({ id: "System" });
export type System = z.infer<typeof system>;
