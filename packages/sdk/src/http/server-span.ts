import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from "node:http";
import type { EventEmitter } from "node:events";
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
import { httpTracer } from "./http-tracer.ts";
import { now, recordServerDuration } from "./http-metrics.ts";
import { redactedQuery } from "./redacted-query.ts";
import { requestTarget } from "./request-target.ts";
import { serverAddress } from "./server-address.ts";
import { addAttributes } from "./span-attributes.ts";
import { errorName, recordError } from "./span-error.ts";
import { unwatch, type EmitWatcher } from "./watched-emitter.ts";

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

/** The entry span of a request, from its first byte to its last: what watches the request and its response. */
export class ServerSpan implements EmitWatcher {
  /** In which the request is handled: the span, the caller's baggage, the correlation ID. */
  readonly context: Context;
  #request: ServerRequest;
  readonly #span: Span;
  readonly #metadata: RouteMetadata;
  readonly #began = now();
  #ended = false;

  /** Reads the caller's context from the headers and starts the span. One that is not sampled costs no attributes. */
  constructor(request: ServerRequest) {
    const extracted = propagation.extract(LinkedContext.ROOT, request.headers);
    this.#request = request;
    this.#span = httpTracer().startSpan(request.method, { kind: SpanKind.SERVER }, extracted);
    this.#metadata = { type: RPCType.HTTP, span: this.#span };
    this.context = setRPCMetadata(trace.setSpan(extracted, this.#span), this.#metadata);
    if (this.#span.isRecording()) addAttributes(this.#span, requestAttributes(request));
  }

  see(emitter: EventEmitter, event: string | symbol, first: unknown): void {
    if (event !== "close" && event !== "error") return;
    if (event === "close") unwatch(emitter);
    const status = statusOf(emitter);
    if (status === undefined) return;
    if (event === "close") this.#close(status);
    else this.fail(first);
  }

  /** The handler threw, or the response failed. The status code stays unknown then, as nobody may have seen it. */
  fail(error: unknown): void {
    if (this.#ended) return;
    if (this.#span.isRecording()) recordError(this.#span, error, errorName(error));
    this.#end(undefined, errorName(error));
  }

  /** The response is closed, sent or not. */
  #close(statusCode: number): void {
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
    recordServerDuration(this.#began, () => ({
      [ATTR_HTTP_REQUEST_METHOD]: knownMethod(method),
      [ATTR_URL_SCHEME]: scheme(socket),
      [ATTR_NETWORK_PROTOCOL_VERSION]: version,
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode,
      [ATTR_HTTP_ROUTE]: this.#metadata.route,
      [ATTR_ERROR_TYPE]: errorType,
    }));
    this.#request = OVER;
  }
}

/** The status of what answers: a response, or an HTTP/2 stream. A request has none. */
function statusOf(emitter: EventEmitter & { readonly sentHeaders?: { readonly ":status"?: unknown } }): number | undefined {
  if (emitter instanceof ServerResponse) return emitter.statusCode;
  return emitter instanceof IncomingMessage ? undefined : Number(emitter.sentHeaders?.[":status"] ?? 200);
}

/** What is left of a request when its span has ended. */
const OVER: ServerRequest = {
  method: "",
  target: "",
  headers: {},
  version: "",
  socket: { remoteAddress: undefined, remotePort: undefined },
};

/** The attributes that the stable HTTP semantic conventions want of a server span when it starts. */
function requestAttributes({ method, target, headers, version, socket }: ServerRequest): Attributes {
  const known = knownMethod(method);
  const { path, query } = requestTarget(target);
  const peer = socket.remoteAddress;
  const client = clientAddress(headers, peer);
  const server = serverAddress(headers, scheme(socket));
  const userAgent = headers["user-agent"];
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_URL_SCHEME]: scheme(socket),
    [ATTR_NETWORK_PROTOCOL_VERSION]: version,
  };
  if (server !== undefined) attributes[ATTR_SERVER_ADDRESS] = server.host;
  if (server?.port !== undefined) attributes[ATTR_SERVER_PORT] = server.port;
  if (peer !== undefined) attributes[ATTR_NETWORK_PEER_ADDRESS] = peer;
  if (socket.remotePort !== undefined) attributes[ATTR_NETWORK_PEER_PORT] = socket.remotePort;
  if (client !== undefined) attributes[ATTR_CLIENT_ADDRESS] = client;
  if (path !== undefined) attributes[ATTR_URL_PATH] = path;
  if (query !== undefined) attributes[ATTR_URL_QUERY] = redactedQuery(query);
  if (userAgent !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = userAgent;
  if (known !== method) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = method;
  return attributes;
}

function scheme(socket: ServerRequest["socket"]): "http" | "https" {
  return socket.encrypted ? "https" : "http";
}
