import { z } from "zod";
import { notes } from "./note.ts";
import { redNumbers } from "./red.ts";
import { traceId } from "./values.ts";

export const mapNode = z
  .object({
    id: z.string().describe("What edges name it by; of a service its name"),
    name: z.string(),
    kind: z
      .enum(["service", "database", "messaging", "external"])
      .describe("What is no service sends no spans: it is known by what its callers say"),
    system: z.string().nullable().describe("`postgresql`, `kafka` …; null: a service, or not known"),
    address: z.string().nullable().describe("Host by which it is called; null: a service, or not known"),
    ...redNumbers,
  })
  .meta({ id: "MapNode", description: "Numbers are of what it was asked for: of a service its server and consumer spans" });

export const mapEdge = z
  .object({
    from: z.string().describe("ID of a node"),
    to: z.string().describe("ID of a node"),
    kind: z.enum(["call", "messaging"]).describe("`messaging`: from who sent a message to who received it; counted when it is received"),
    protocol: z.string().nullable().describe("`http`, `grpc`, `postgresql`, `kafka` …; null: not known"),
    ...redNumbers,
    exemplars: z
      .object({
        slowTraceId: traceId.nullable().describe("Trace of the slowest"),
        failedTraceId: traceId.nullable().describe("Trace of the slowest that failed; null: none did"),
      })
      .describe("Where to look"),
  })
  .meta({ id: "MapEdge", description: "Durations of calls are as the caller saw them, of messages those of their consumers" });

export const serviceMap = z
  .object({
    nodes: z.array(mapNode).describe("The most called first"),
    edges: z.array(mapEdge).describe("The most called first"),
    notes,
  })
  .meta({ id: "ServiceMap" });

export type ServiceMap = z.infer<typeof serviceMap>;
