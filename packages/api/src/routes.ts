import { z } from "zod";
import { correlation } from "./correlation.ts";
import { logList, operationList, serviceList } from "./lists.ts";
import { otlpLogs, otlpTraces } from "./otlp.ts";
import { correlationIdParameter, cursor, end, format, limit, serviceParameter, start, traceIdParameter } from "./parameters.ts";
import { health, readiness } from "./status.ts";
import { trace, traceList } from "./trace.ts";

/** A path of the query API: `:name` stands for a parameter. All are GET; unknown query parameters are refused. */
export interface Route {
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query: z.ZodObject;
  readonly response: z.ZodType;
  /** What the answer is if not JSON. */
  readonly contentType?: string;
  /** Answers with another status than 200 whose body is not an error. */
  readonly others?: Readonly<Record<number, z.ZodType>>;
}

const NO_QUERY = z.strictObject({});

/** The whole contract: what the server serves, what OpenAPI describes and what the client calls. */
export const routes = {
  health: { path: "/health", summary: "Whether the process lives", query: NO_QUERY, response: health },
  ready: {
    path: "/ready",
    summary: "Whether every part works; 503 if one does not",
    query: NO_QUERY,
    response: readiness,
    others: { 503: readiness },
  },
  metrics: {
    path: "/metrics",
    summary: "Metrics of this process in Prometheus text",
    query: NO_QUERY,
    response: z.string(),
    contentType: "text/plain",
  },
  services: {
    path: "/api/v1/services",
    summary: "Services with their counts of spans and errors; the whole retention unless start is given",
    query: z.strictObject({ start, end }),
    response: serviceList,
  },
  operations: {
    path: "/api/v1/operations",
    summary: "Operations of a service with their counts of spans and errors; the whole retention unless start is given",
    query: z.strictObject({ service: serviceParameter, start, end }),
    response: operationList,
  },
  traces: {
    path: "/api/v1/traces",
    summary: "Traces that match a TraceQL query, newest first; the last hour unless start is given",
    query: z.strictObject({
      q: z
        .string()
        .max(10_000, { error: "at most 10000 characters are accepted" })
        .default("{}")
        .describe("TraceQL; all traces if empty or left out"),
      start,
      end,
      limit: limit(20),
      cursor,
    }),
    response: traceList,
  },
  trace: {
    path: "/api/v1/traces/:traceId",
    summary: "Every span of a trace, its log records, and what may be missing",
    params: z.object({ traceId: traceIdParameter }),
    query: z.strictObject({ format }),
    response: z.union([trace, otlpTraces]),
  },
  correlation: {
    path: "/api/v1/correlations/:correlationId",
    summary: "Everything that one user action did, in every service",
    params: z.object({ correlationId: correlationIdParameter }),
    query: NO_QUERY,
    response: correlation,
  },
  logs: {
    path: "/api/v1/logs",
    summary: "Log records that match, newest first; the last hour unless start, a trace or a correlation ID is given",
    query: z.strictObject({
      q: z
        .string()
        .max(10_000, { error: "at most 10000 characters are accepted" })
        .default("")
        .describe('Words, "phrases", key=value, severity>=warn; `-` in front negates; all must hold'),
      traceId: traceIdParameter.optional(),
      correlationId: correlationIdParameter.optional(),
      start,
      end,
      limit: limit(100),
      cursor,
      format,
    }),
    response: z.union([logList, otlpLogs]),
  },
  tail: {
    path: "/api/v1/tail",
    summary:
      "Log records and ended spans as they arrive: server-sent events `log`, `span` and `note`, whose data are a Log, a Span and a Note",
    query: z.strictObject({
      q: z
        .string()
        .max(10_000, { error: "at most 10000 characters are accepted" })
        .optional()
        .describe("Which log records, as for /api/v1/logs; no spans then, unless signal asks for them"),
      service: serviceParameter.optional().describe("Only what this service sends"),
      signal: z
        .enum(["logs", "spans", "all"], { error: "accepted are logs, spans and all" })
        .optional()
        .describe("`all`, and `logs` if q is given, unless it says otherwise"),
    }),
    response: z.string(),
    contentType: "text/event-stream",
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
