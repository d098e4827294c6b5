import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span } from "@opentelemetry/api";
import { RPCType, setRPCMetadata } from "@opentelemetry/core";
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from "@opentelemetry/semantic-conventions";
import { LinkedContext } from "../context/linked-context.ts";
import { clientAddress } from "./client-address.ts";
import { knownMethod } from "./http-method.ts";
import { recordServerDuration } from "./http-metrics.ts";
import { redactedQuery } from "./redacted-query.ts";
import { requestTarget } from "./request-target.ts";
import { serverAddress } from "./server-address.ts";
import { errorName, recordError } from "./span-error.ts";

/** What a server knows of a request when it comes, whatever the HTTP version. */
export interface ServerRequest {
  readonly method: string;
  /** The request target: path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** `1.0`, `1.1` or `2`. */
  readonly version: string;
  readonly socket: Pick<Socket, "remoteAddress" | "remotePort"> & { readonly encrypted?: boolean };
}

/** Where a framework's instrumentation writes the route that matched (OpenTelemetry's RPC metadata). */
interface RouteMetadata {
  readonly type: RPCType.HTTP;
  readonly span: Span;
  route?: string;
}

/** The entry span of a request, from its first byte to its last. */
export class ServerSpan {
  /** In which the request is handled: the span, the caller's baggage, the correlation ID. */
  readonly context: Context;
  readonly #request: ServerRequest;
  readonly #span: Span;
  readonly #metadata: RouteMetadata;
  readonly #began = performance.now();
  #ended = false;

  /** Reads the caller's context from the headers and starts the span. One that is not sampled costs no attributes. */
  constructor(request: ServerRequest) {
    const extracted = propagation.extract(LinkedContext.ROOT, request.headers);
    this.#request = request;
    this.#span = tracer().startSpan(request.method, { kind: SpanKind.SERVER }, extracted);
    this.#metadata = { type: RPCType.HTTP, span: this.#span };
    this.context = setRPCMetadata(trace.setSpan(extracted, this.#span), this.#metadata);
    if (this.#span.isRecording()) this.#span.setAttributes(requestAttributes(request));
  }

  /** The handler threw, or the response failed. The status code stays unknown then, as nobody may have seen it. */
  fail(error: unknown): void {
    if (this.#ended) return;
    if (this.#span.isRecording()) recordError(this.#span, error, errorName(error));
    this.#end(undefined, errorName(error));
  }

  /** The response is closed, sent or not. */
  close(statusCode: number): void {
    if (this.#ended) return;
    const errorType = statusCode >= 500 && statusCode < 600 ? String(statusCode) : undefined;
    if (this.#span.isRecording()) {
      const { route } = this.#metadata;
      this.#span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
      if (errorType !== undefined) this.#span.setAttribute(ATTR_ERROR_TYPE, errorType);
      if (statusCode < 100 || statusCode >= 500) this.#span.setStatus({ code: SpanStatusCode.ERROR });
      if (route !== undefined) this.#span.setAttribute(ATTR_HTTP_ROUTE, route);
      if (route) this.#span.updateName(`${this.#request.method} ${route}`);
    }
    this.#end(statusCode, errorType);
  }

  #end(statusCode: number | undefined, errorType: string | undefined): void {
    this.#ended = true;
    this.#span.end();
    const { method, version, socket } = this.#request;
    recordServerDuration(performance.now() - this.#began, () => ({
      [ATTR_HTTP_REQUEST_METHOD]: knownMethod(method),
      [ATTR_URL_SCHEME]: scheme(socket),
      [ATTR_NETWORK_PROTOCOL_VERSION]: version,
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode,
      [ATTR_HTTP_ROUTE]: this.#metadata.route,
      [ATTR_ERROR_TYPE]: errorType,
    }));
  }
}

/** The attributes that the stable HTTP semantic conventions want of a server span when it starts. */
function requestAttributes({ method, target, headers, version, socket }: ServerRequest): Attributes {
  const known = knownMethod(method);
  const { path, query } = requestTarget(target);
  const peer = socket.remoteAddress;
  const server = serverAddress(headers, scheme(socket));
  return {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_URL_SCHEME]: scheme(socket),
    [ATTR_SERVER_ADDRESS]: server?.host,
    [ATTR_NETWORK_PEER_ADDRESS]: peer,
    [ATTR_NETWORK_PEER_PORT]: socket.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: version,
    [ATTR_USER_AGENT_ORIGINAL]: headers["user-agent"],
    [ATTR_URL_PATH]: path,
    [ATTR_URL_QUERY]: query === undefined ? undefined : redactedQuery(query),
    [ATTR_CLIENT_ADDRESS]: clientAddress(headers, peer),
    [ATTR_SERVER_PORT]: server?.port,
    [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: known === method ? undefined : method,
  };
}

function scheme(socket: ServerRequest["socket"]): "http" | "https" {
  return socket.encrypted ? "https" : "http";
}

function tracer() {
  return trace.getTracer("@throughline/sdk/http");
}
