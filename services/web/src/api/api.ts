import type {
  AttributeList,
  AttributeValueList,
  Correlation,
  ErrorBody,
  ErrorList,
  FlameGraph,
  FlameGraphDifference,
  InstanceList,
  LogContext,
  LogHistogram,
  LogList,
  Lookup,
  MetricsResult,
  OperationList,
  Red,
  ServiceList,
  ServiceMap,
  StallList,
  Trace,
  TraceList,
} from "@throughline/api";
import { paths } from "./paths.ts";

/**
 * The query API as the page calls it. Unlike the client of `@throughline/api`, it does not check answers: page and server come from one
 * build, tests hold the server's answers against the contract, and the checks would be most of the page's JavaScript.
 */

/** An answer that is an error, by status and code. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Parameters by name; what is undefined is not sent. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** Asks for JSON. @throws ApiError for an error status, TypeError where the server does not answer. */
async function get<T>(path: string, parameters: Parameters, signal: AbortSignal | undefined): Promise<T> {
  const response = await fetch(urlOf(path, parameters), { ...(signal && { signal }) });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

/** A URL of the query API: for a link, a download, a stream. */
export function urlOf(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== "") search.set(name, String(value));
  return search.size > 0 ? `${path}?${search}` : path;
}

export async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as ErrorBody;
    return new ApiError(response.status, error.code, error.message);
  } catch {
    return new ApiError(response.status, "unknown", `The server answered with status ${response.status}`);
  }
}

const at = (path: string, name: string, value: string) => path.replace(`:${name}`, encodeURIComponent(value));
type Ask<T> = (parameters: Parameters, signal?: AbortSignal) => Promise<T>;
const ask =
  <T>(path: string): Ask<T> =>
  (parameters, signal) =>
    get<T>(path, parameters, signal);

export const api = {
  services: ask<ServiceList>(paths.services),
  operations: ask<OperationList>(paths.operations),
  instances: ask<InstanceList>(paths.instances),
  stalls: ask<StallList>(paths.stalls),
  errors: ask<ErrorList>(paths.errors),
  red: ask<Red>(paths.red),
  metrics: ask<MetricsResult>(paths.queryMetrics),
  serviceMap: ask<ServiceMap>(paths.serviceMap),
  attributes: ask<AttributeList>(paths.attributes),
  attributeValues: (key: string, parameters: Parameters, signal?: AbortSignal) =>
    get<AttributeValueList>(at(paths.attributeValues, "key", key), parameters, signal),
  traces: ask<TraceList>(paths.traces),
  trace: (traceId: string, signal?: AbortSignal) => get<Trace>(at(paths.trace, "traceId", traceId), {}, signal),
  correlation: (correlationId: string, signal?: AbortSignal) =>
    get<Correlation>(at(paths.correlation, "correlationId", correlationId), {}, signal),
  lookup: (id: string, signal?: AbortSignal) => get<Lookup>(paths.lookup, { id }, signal),
  logs: ask<LogList>(paths.logs),
  logContext: ask<LogContext>(paths.logContext),
  logHistogram: ask<LogHistogram>(paths.logHistogram),
  flamegraph: ask<FlameGraph>(paths.flamegraph),
  flamegraphDifference: ask<FlameGraphDifference>(paths.flamegraph),
};
