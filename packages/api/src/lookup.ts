import { z } from "zod";
import { notes } from "./note.ts";
import { traceId } from "./values.ts";

export const lookup = z
  .object({
    traceId: traceId.nullable().describe("The ID, in lowercase, if it is that of a trace of which anything is stored"),
    correlationId: z.string().nullable().describe("The ID if anything that is stored carries it as its correlation ID"),
    notes,
  })
  .meta({ id: "Lookup" });

export type Lookup = z.infer<typeof lookup>;
