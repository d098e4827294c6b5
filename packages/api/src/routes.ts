import { DURATION_FORMAT } from "@throughline/model";
import { z } from "zod";
import type { Access } from "./access.ts";
import { ATTRIBUTE_SCOPES, attributeList, attributeValueList } from "./attributes.ts";
import { correlation } from "./correlation.ts";
import { ERROR_ORDERS, errorList } from "./errors.ts";
import { instanceList, stallList } from "./instances.ts";
import { logContext } from "./log-context.ts";
import { logHistogram } from "./log-histogram.ts";
import { logList, operationList, serviceList } from "./lists.ts";
import { lookup } from "./lookup.ts";
import { otlpLogs, otlpTraces } from "./otlp.ts";
import { flameGraph, flameGraphDifference, speedscopeFile, topFunctions } from "./flamegraph.ts";
import {
  correlationIdParameter,
  cursor,
  end,
  flag,
  format,
  kinds,
  limit,
  logIdParameter,
  metricsStep,
  operationParameter,
  serviceParameter,
  spanIdParameter,
  spansPerSet,
  start,
  step,
  traceIdParameter,
  wordParameter,
} from "./parameters.ts";
import { metricsResult } from "./metrics.ts";
import { red } from "./red.ts";
import { serviceMap } from "./service-map.ts";
import { storage } from "./storage.ts";
import { system } from "./system.ts";
import { health, readiness } from "./status.ts";
import { trace, traceList } from "./trace.ts";

/** A path of the query API: `:name` stands for a parameter. All are GET; unknown query parameters are refused. */
export interface Route {
  readonly path: string;
  readonly summary: string;
  /** `read` if left out. */
  readonly access?: Access;
  readonly params?: z.ZodObject;
  readonly query: z.ZodObject;
  readonly response: z.ZodType;
  /** When it answers 404; never if left out. */
  readonly missing?: string;
  /** What the answer is if not JSON. */
  readonly contentType?: string;
  /** What the answer may be beside JSON, as a file. */
  readonly files?: readonly string[];
  /** Answers with another status than 200 whose body is not an error. */
  readonly others?: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;
}

const NO_QUERY = z.strictObject({});

const traceQL = z
  .string()
  .max(10_000, { error: "at most 10000 characters are accepted" })
  .meta({ examples: ['{ resource.service.name = "cart" && duration > 100ms }'] });

const logFilter = z
  .string()
  .max(10_000, { error: "at most 10000 characters are accepted" })
  .meta({
    description: 'Words, "phrases", key=value (also != > >= < <= =~ !~), key=*, severity>=warn; OR, NOT or -, parentheses',
    examples: ['"connection reset" service=cart severity>=warn'],
  });

/** Whose log records. */
const logScope = {
  service: serviceParameter.optional(),
  traceId: traceIdParameter.optional(),
  spanId: spanIdParameter.optional().describe("Quicker with its traceId, and then of the whole retention"),
  correlationId: correlationIdParameter.optional(),
};

/** Whose stack samples. */
const selection = {
  service: serviceParameter
    .optional()
    .describe("Samples of this service only; beside another selector, of its samples those of this service"),
  traceId: traceIdParameter.optional(),
  spanId: spanIdParameter.optional().describe("Quicker with its traceId"),
  correlationId: correlationIdParameter.optional(),
  q: traceQL.optional().describe("TraceQL: samples of all spans that match"),
  blockId: wordParameter
    .meta({ examples: ["6f3c2a10-1"] })
    .optional()
    .describe("Samples of the thread that was blocked, while it was"),
  descendants: flag.optional().describe("Whether samples of the spans below those selected count, too; true if left out"),
  start,
  end,
};

function ofBase({ description = "" }: z.ZodType): string {
  return `Of what the selection is compared with; left out: as in the selection. ${description}`;
}

/** What the selection is compared with. */
type BaseSelection = { [Name in keyof typeof selection as `base.${Name}`]: (typeof selection)[Name] };

/** The names of the formats of a flame graph. */
export const FLAME_GRAPH_FORMATS = ["json", "folded", "speedscope", "pprof", "svg"] as const;

const attributeScope = z.enum(ATTRIBUTE_SCOPES, { error: `accepted are ${ATTRIBUTE_SCOPES.join(", ")}` }).optional();
const beginning = z
  .string()
  .max(1000, { error: "at most 1000 characters are accepted" })
  .meta({ examples: ["http."] })
  .default("");

const sampleType = wordParameter
  .meta({ examples: ["wall"] })
  .optional()
  .describe("wall, cpu, alloc …; left out: wall, else cpu, else what there is most of");

const NO_SAMPLES = "What was asked for is not stored, was never sampled, has no samples of the type, or has expired: the code says which";

/** The whole contract: what the server serves, what OpenAPI describes and what the client calls. */
export const routes = {
  health: { path: "/health", access: "open", summary: "Whether the process lives", query: NO_QUERY, response: health },
  ready: {
    path: "/ready",
    access: "open",
    summary: "Whether every part works; 503 if one does not",
    query: NO_QUERY,
    response: readiness,
    others: { 503: { description: "One of the parts does not work", schema: readiness } },
  },
  metrics: {
    path: "/metrics",
    access: "metrics",
    summary: "Metrics of this process in Prometheus text",
    query: NO_QUERY,
    response: z.string(),
    contentType: "text/plain",
  },
  storage: {
    path: "/api/v1/storage",
    summary: "What is stored by signal, the room that there is for it, and when it will be full",
    query: NO_QUERY,
    response: storage,
  },
  system: {
    path: "/api/v1/system",
    summary: "Versions of the query API, of ClickHouse and of the tables, and how far the clocks are apart",
    query: NO_QUERY,
    response: system,
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
  instances: {
    path: "/api/v1/instances",
    summary: "Processes of a service: their blocks, event-loop delay, samples and drops; the last hour unless start is given",
    query: z.strictObject({ service: serviceParameter, start, end }),
    response: instanceList,
  },
  stalls: {
    path: "/api/v1/stalls",
    summary: "Services that were held up: by blocked event loops, by spans that have not ended; the last hour unless start is given",
    query: z.strictObject({ start, end }),
    response: stallList,
  },
  errors: {
    path: "/api/v1/errors",
    summary: "Errors by kind: since when, how many, where in the code; of log records and of spans; the last hour unless start is given",
    query: z.strictObject({
      service: serviceParameter.optional(),
      start,
      end,
      sort: z
        .enum(ERROR_ORDERS, { error: `accepted are ${ERROR_ORDERS.join(", ")}` })
        .default("first")
        .describe("What comes first: what began last, what occurred last, or what is most frequent"),
      limit: limit(100),
    }),
    response: errorList,
  },
  red: {
    path: "/api/v1/red",
    summary:
      "Calls, errors and percentiles of durations over time, of each service or of each operation of one; the last hour unless start is given",
    query: z.strictObject({
      service: serviceParameter.optional().describe("Its operations, one series each; left out: all services, one series each"),
      operation: operationParameter.optional().describe("Name of an operation; one series for each kind of it"),
      kind: kinds.optional(),
      start,
      end,
      step: step.optional(),
    }),
    response: red,
  },
  queryMetrics: {
    path: "/api/v1/metrics",
    summary: "Numbers over time of the spans that match a TraceQL metrics query; the last hour unless start is given",
    query: z.strictObject({
      q: traceQL
        .meta({ examples: ["{ status = error } | rate() by (resource.service.name)"] })
        .describe("TraceQL with a metrics function, such as rate() or quantile_over_time(duration, .99)"),
      start,
      end,
      step: metricsStep.optional(),
      instant: flag.optional().describe("`true`: one value for the whole range instead of steps"),
    }),
    response: metricsResult,
  },
  serviceMap: {
    path: "/api/v1/service-map",
    summary: "Who calls whom, how often, how well, and a trace to look at; the last hour unless start is given",
    query: z.strictObject({ service: serviceParameter.optional().describe("Only this service and its neighbours"), start, end }),
    response: serviceMap,
  },
  traces: {
    path: "/api/v1/traces",
    summary: "Traces that match a TraceQL query, newest first; the last hour unless start is given",
    query: z.strictObject({
      q: traceQL.default("{}").describe("TraceQL; all traces if empty or left out"),
      start,
      end,
      limit: limit(20),
      cursor,
      spansPerSet,
    }),
    response: traceList,
  },
  trace: {
    path: "/api/v1/traces/:traceId",
    summary: "Every span of a trace, its log records, and what may be missing",
    params: z.object({ traceId: traceIdParameter }),
    query: z.strictObject({ format }),
    response: z.union([trace, otlpTraces]),
    missing: "None of the trace is stored: it was not received, or is older than the retention",
  },
  correlation: {
    path: "/api/v1/correlations/:correlationId",
    summary: "Everything that one user action did, in every service",
    params: z.object({ correlationId: correlationIdParameter }),
    query: NO_QUERY,
    response: correlation,
    missing: "Nothing with the correlation ID is stored: it was not received, or is older than the retention",
  },
  lookup: {
    path: "/api/v1/lookup",
    summary: "What an ID is: that of a trace, a correlation ID, both, or nothing that is stored",
    query: z.strictObject({
      id: wordParameter
        .describe("Any text: a trace ID, a correlation ID, or what may be neither")
        .meta({ examples: ["0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01", "4bf92f3577b34da6a3ce929d0e0e4736"] }),
    }),
    response: lookup,
  },
  logs: {
    path: "/api/v1/logs",
    summary: "Log records that match, newest first; the last hour unless start, a trace or a correlation ID is given",
    query: z.strictObject({
      q: logFilter.default(""),
      ...logScope,
      start,
      end,
      order: z.enum(["newest", "oldest"], { error: "accepted are newest and oldest" }).default("newest").describe("Which come first"),
      limit: limit(100),
      cursor,
      format,
    }),
    response: z.union([logList, otlpLogs]),
  },
  logContext: {
    path: "/api/v1/logs/context",
    summary: "A log record with those next before and after it",
    query: z.strictObject({
      id: logIdParameter,
      of: z
        .enum(["service", "process", "all"], { error: "accepted are service, process and all" })
        .default("service")
        .describe("Among which records: those of its service, of its process (its resource), or all"),
      before: limit(10, 0).describe("How many before it, up to 1000"),
      after: limit(10, 0).describe("How many after it, up to 1000"),
    }),
    response: logContext,
    missing: "No such record is stored: it may have expired",
  },
  logHistogram: {
    path: "/api/v1/logs/histogram",
    summary: "How many log records match, over time and by severity; the last hour unless start, a trace or a correlation ID is given",
    query: z.strictObject({
      q: logFilter.default(""),
      ...logScope,
      start,
      end,
      step: step
        .optional()
        .describe(`${DURATION_FORMAT}, or seconds; rounded up to a unit that people use. Left out: what gives as many points as asked for`),
      points: limit(60).describe("At most so many points, where no step is given; up to 1000"),
    }),
    response: logHistogram,
  },
  attributes: {
    path: "/api/v1/attributes",
    summary: "What can be asked for: keys of attributes with their types, the most frequent first; the last hour unless start is given",
    query: z.strictObject({
      scope: attributeScope.describe("All of TraceQL's if left out; `log` only if it is asked for"),
      service: serviceParameter.optional(),
      q: beginning.describe("What the key begins with"),
      start,
      end,
      limit: limit(100).describe("Of each scope"),
    }),
    response: attributeList,
  },
  attributeValues: {
    path: "/api/v1/attributes/:key/values",
    summary: "Values of an attribute, the most frequent first; the last hour unless start is given",
    params: z.object({
      key: z
        .string()
        .min(1)
        .max(1000, { error: "at most 1000 characters are accepted" })
        .meta({ examples: ["http.request.method"] })
        .describe("Percent-encoded; for scope intrinsic name, status, kind …"),
    }),
    query: z.strictObject({
      scope: attributeScope.describe("span and resource if left out"),
      service: serviceParameter.optional(),
      q: beginning.describe("What the text of the value begins with"),
      start,
      end,
      limit: limit(100),
    }),
    response: attributeValueList,
  },
  tail: {
    path: "/api/v1/tail",
    summary:
      "Log records and ended spans as they arrive: server-sent events `log`, `span` and `note`, whose data are a Log, a Span and a Note",
    query: z.strictObject({
      q: logFilter.optional().describe("Which log records, as for /api/v1/logs; no spans then, unless traceql or signal asks for them"),
      traceql: traceQL
        .optional()
        .describe("Which spans: one filter { … } that asks nothing of other spans; no log records then, unless q or signal asks for them"),
      service: serviceParameter.optional().describe("Only what this service sends"),
      signal: z
        .enum(["logs", "spans", "all"], { error: "accepted are logs, spans and all" })
        .optional()
        .describe("What is shown; left out: what q or traceql ask about, and all if neither is given"),
    }),
    response: z.string(),
    contentType: "text/event-stream",
  },
  flamegraph: {
    path: "/api/v1/flamegraph",
    summary: "Merged stacks of a service, trace, span, correlation ID, block or of all spans that match, or how two selections differ",
    query: z.strictObject({
      ...selection,
      type: sampleType,
      format: z
        .enum(FLAME_GRAPH_FORMATS, { error: `accepted are ${FLAME_GRAPH_FORMATS.join(", ")}` })
        .default("json")
        .describe("pprof is gzipped, svg self-contained; a difference is json, svg or folded, with two weights a line"),
      missing: z
        .enum(["error", "note"], { error: "accepted are error and note" })
        .default("error")
        .describe("Where there is nothing to show: `note` is a 200 with an empty graph whose note says why, in JSON"),
      ...(Object.fromEntries(
        Object.entries(selection).map(([name, schema]) => [`base.${name}`, schema.describe(ofBase(schema))]),
      ) as BaseSelection),
    }),
    response: z.union([flameGraph, flameGraphDifference, speedscopeFile]),
    missing: NO_SAMPLES,
    files: ["text/plain", "image/svg+xml", "application/octet-stream"],
  },
  top: {
    path: "/api/v1/flamegraph/top",
    summary: "Functions by what they weigh in themselves and with what they called",
    query: z.strictObject({
      ...selection,
      type: sampleType,
      by: z
        .enum(["self", "total"], { error: "accepted are self and total" })
        .default("self")
        .describe("What they are ordered by: what ran in the function itself, or with what it called"),
      limit: limit(50),
    }),
    response: topFunctions,
    missing: NO_SAMPLES,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
