import type { z } from "zod";
import { type AttributeList, attributeList, type AttributeValueList, attributeValueList } from "./attributes.ts";
import type { Correlation } from "./correlation.ts";
import type { ErrorList } from "./errors.ts";
import { type FlameGraph, flameGraph, type FlameGraphDifference, flameGraphDifference, type TopFunctions } from "./flamegraph.ts";
import type { Lookup } from "./lookup.ts";
import type { InstanceList, StallList } from "./instances.ts";
import { type LogList, logList, type OperationList, type ServiceList } from "./lists.ts";
import type { LogContext } from "./log-context.ts";
import type { LogHistogram } from "./log-histogram.ts";
import type { MetricsResult } from "./metrics.ts";
import { type OtlpLogs, otlpLogs, type OtlpTraces, otlpTraces } from "./otlp.ts";
import type { Red } from "./red.ts";
import { type Route, routes } from "./routes.ts";
import type { ServiceMap } from "./service-map.ts";
import type { Storage } from "./storage.ts";
import type { System } from "./system.ts";
import { errorBody, type Health, readiness, type Readiness } from "./status.ts";
import { type TailEvent, tailEvents } from "./tail.ts";
import { type Trace, trace, type TraceList } from "./trace.ts";

export interface ApiClientOptions {
  /** `http://HOST:PORT`, with or without a path in front of the API's. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
}

/** An answer that is an error, by status and code. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** The same request may succeed after so many seconds; undefined: the server does not say so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

type Query<R extends { query: z.ZodType }> = z.input<R["query"]>;
type Format<T> = Omit<T, "format">;
type FlameGraphQuery = Format<Query<typeof routes.flamegraph>>;
type NotBase = { [Name in keyof FlameGraphQuery as Name extends `base.${string}` ? never : Name]: FlameGraphQuery[Name] };

/** A flame graph as a file: what is said of it beside the file is in the headers. */
export interface FlameGraphFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly headers: Headers;
}

/** What the server answers, checked against the contract. Each throws `ApiError` for an error status, ZodError for a strange body. */
export interface ApiClient {
  health(options?: CallOptions): Promise<Health>;
  ready(options?: CallOptions): Promise<Readiness>;
  metrics(options?: CallOptions): Promise<string>;
  storage(options?: CallOptions): Promise<Storage>;
  system(options?: CallOptions): Promise<System>;
  services(query?: Query<typeof routes.services>, options?: CallOptions): Promise<ServiceList>;
  operations(query: Query<typeof routes.operations>, options?: CallOptions): Promise<OperationList>;
  instances(query: Query<typeof routes.instances>, options?: CallOptions): Promise<InstanceList>;
  stalls(query?: Query<typeof routes.stalls>, options?: CallOptions): Promise<StallList>;
  errors(query?: Query<typeof routes.errors>, options?: CallOptions): Promise<ErrorList>;
  red(query?: Query<typeof routes.red>, options?: CallOptions): Promise<Red>;
  queryMetrics(query: Query<typeof routes.queryMetrics>, options?: CallOptions): Promise<MetricsResult>;
  serviceMap(query?: Query<typeof routes.serviceMap>, options?: CallOptions): Promise<ServiceMap>;
  attributes(query?: Query<typeof routes.attributes>, options?: CallOptions): Promise<AttributeList>;
  attributeValues(key: string, query?: Query<typeof routes.attributeValues>, options?: CallOptions): Promise<AttributeValueList>;
  traces(query?: Query<typeof routes.traces>, options?: CallOptions): Promise<TraceList>;
  trace(traceId: string, options?: CallOptions): Promise<Trace>;
  traceOtlp(traceId: string, options?: CallOptions): Promise<OtlpTraces>;
  correlation(correlationId: string, options?: CallOptions): Promise<Correlation>;
  lookup(query: Query<typeof routes.lookup>, options?: CallOptions): Promise<Lookup>;
  logs(query?: Format<Query<typeof routes.logs>>, options?: CallOptions): Promise<LogList>;
  logContext(query: Query<typeof routes.logContext>, options?: CallOptions): Promise<LogContext>;
  logHistogram(query?: Query<typeof routes.logHistogram>, options?: CallOptions): Promise<LogHistogram>;
  /** What arrives from now on, until the server ends, `options.signal` aborts it (which throws), or the iteration is left. */
  tail(query?: Query<typeof routes.tail>, options?: CallOptions): AsyncGenerator<TailEvent, void>;
  logsOtlp(query?: Format<Query<typeof routes.logs>>, options?: CallOptions): Promise<OtlpLogs>;
  flamegraph(query: NotBase, options?: CallOptions): Promise<FlameGraph>;
  /** What is different in a selection from that of the parameters that begin with `base.`; at least one of them is needed. */
  flamegraphDifference(query: FlameGraphQuery, options?: CallOptions): Promise<FlameGraphDifference>;
  /** The flame graph, or a difference, in another format than JSON. */
  flamegraphFile(query: Query<typeof routes.flamegraph>, options?: CallOptions): Promise<FlameGraphFile>;
  top(query: Query<typeof routes.top>, options?: CallOptions): Promise<TopFunctions>;
}

/** A client of the query API. Needs `fetch`; works in a browser and in Node. */
export function createApiClient({ baseUrl, token }: ApiClientOptions): ApiClient {
  const base = baseUrl.replace(/\/+$/, "");

  async function request(path: string, query: object, { signal }: CallOptions): Promise<Response> {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, String(value));
    return fetch(`${base}${path}${parameters.size > 0 ? `?${parameters}` : ""}`, {
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      ...(signal && { signal }),
    });
  }

  async function get<T>(path: string, query: object, schema: z.ZodType<T>, options: CallOptions = {}): Promise<T> {
    const response = await request(path, query, options);
    if (!response.ok) throw await errorOf(response);
    return schema.parse(await response.json());
  }

  return {
    health: (options) => get(routes.health.path, {}, routes.health.response, options),
    // 503 is an answer here, too: it says which part does not work.
    ready: async (options = {}) => {
      const response = await request(routes.ready.path, {}, options);
      if (!response.ok && response.status !== 503) throw await errorOf(response);
      return readiness.parse(await response.json());
    },
    metrics: async (options = {}) => {
      const response = await request(routes.metrics.path, {}, options);
      if (!response.ok) throw await errorOf(response);
      return response.text();
    },
    storage: (options) => get(routes.storage.path, {}, routes.storage.response, options),
    system: (options) => get(routes.system.path, {}, routes.system.response, options),
    services: (query = {}, options) => get(routes.services.path, query, routes.services.response, options),
    operations: (query, options) => get(routes.operations.path, query, routes.operations.response, options),
    instances: (query, options) => get(routes.instances.path, query, routes.instances.response, options),
    stalls: (query = {}, options) => get(routes.stalls.path, query, routes.stalls.response, options),
    errors: (query = {}, options) => get(routes.errors.path, query, routes.errors.response, options),
    red: (query = {}, options) => get(routes.red.path, query, routes.red.response, options),
    queryMetrics: (query, options) => get(routes.queryMetrics.path, query, routes.queryMetrics.response, options),
    serviceMap: (query = {}, options) => get(routes.serviceMap.path, query, routes.serviceMap.response, options),
    attributes: (query = {}, options) => get(routes.attributes.path, query, attributeList, options),
    attributeValues: (key, query = {}, options) => get(pathOf(routes.attributeValues, { key }), query, attributeValueList, options),
    traces: (query = {}, options) => get(routes.traces.path, query, routes.traces.response, options),
    trace: (traceId, options) => get(pathOf(routes.trace, { traceId }), {}, trace, options),
    traceOtlp: (traceId, options) => get(pathOf(routes.trace, { traceId }), { format: "otlp" }, otlpTraces, options),
    correlation: (correlationId, options) => get(pathOf(routes.correlation, { correlationId }), {}, routes.correlation.response, options),
    lookup: (query, options) => get(routes.lookup.path, query, routes.lookup.response, options),
    logs: (query = {}, options) => get(routes.logs.path, query, logList, options),
    logContext: (query, options) => get(routes.logContext.path, query, routes.logContext.response, options),
    logHistogram: (query = {}, options) => get(routes.logHistogram.path, query, routes.logHistogram.response, options),
    async *tail(query = {}, options = {}) {
      const response = await request(routes.tail.path, query, options);
      if (!response.ok) throw await errorOf(response);
      if (response.body) yield* tailEvents(response.body);
    },
    logsOtlp: (query = {}, options) => get(routes.logs.path, { ...query, format: "otlp" }, otlpLogs, options),
    flamegraph: (query, options) => get(routes.flamegraph.path, query, flameGraph, options),
    flamegraphDifference: (query, options) => get(routes.flamegraph.path, query, flameGraphDifference, options),
    flamegraphFile: async (query, options = {}) => {
      const response = await request(routes.flamegraph.path, query, options);
      if (!response.ok) throw await errorOf(response);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { bytes, contentType: response.headers.get("content-type") ?? "", headers: response.headers };
    },
    top: (query, options) => get(routes.top.path, query, routes.top.response, options),
  };
}

/** The path with its parameters filled in, percent-encoded. */
export function pathOf(route: Pick<Route, "path">, params: Readonly<Record<string, string>>): string {
  return route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const retryAfter = response.headers.get("retry-after");
  const seconds = retryAfter === null || !/^\d+$/.test(retryAfter) ? undefined : Number(retryAfter);
  try {
    const { error } = errorBody.parse(JSON.parse(text));
    return new ApiError(response.status, error.code, error.message, seconds);
  } catch {
    return new ApiError(response.status, "unknown", `HTTP status ${response.status}: ${text.slice(0, 200)}`, seconds);
  }
}
