import { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingHttpHeaders as Http2Headers, ServerHttp2Stream } from "node:http2";
import { Server } from "node:net";
import { context } from "@opentelemetry/api";
import { CORRELATION_HEADERS } from "@throughline/model";
import { correlationOf } from "../correlation/correlation.ts";
import { ServerSpan } from "./server-span.ts";
import { allowWatching, wasWatched, watch } from "./watched-emitter.ts";

/** Tells the caller the action's ID. */
const ECHO = CORRELATION_HEADERS[0];

/** What gRPC serves gets a better span from its own instrumentation. */
const GRPC = /^application\/grpc/;

/**
 * Gives every request to a `node:http`, `node:https` or `node:http2` server its entry span.
 *
 * All their servers are `net.Server`s and get requests as the event `request` or `stream`, so one wrapped method is enough for CommonJS,
 * ESM and bundled apps, whenever they load what. It runs for each connection and each request, nothing more.
 */
export function instrumentHttpServers(): void {
  allowWatching(IncomingMessage.prototype);
  allowWatching(ServerResponse.prototype);
  const emit = Reflect.get(Server.prototype, "emit");
  Server.prototype.emit = function (this: Server, ...args: unknown[]): boolean {
    const event = args[0];
    if (event === "request" && isNewRequest(args[1]) && args[2] instanceof ServerResponse) {
      return serve(args[1], args[2], () => Reflect.apply(emit, this, args));
    }
    if (event === "stream" && isServerStream(args[1])) {
      return serveStream(args[1], args[2] as Http2Headers, () => Reflect.apply(emit, this, args));
    }
    return Reflect.apply(emit, this, args);
  } as typeof emit;
}

/**
 * A request has its span already if a proxy hands it on to a second server of the same process. HTTP/2's own request objects come inside of a
 * stream, which has one.
 */
function isNewRequest(value: unknown): value is IncomingMessage {
  return value instanceof IncomingMessage && !wasWatched(value);
}

function serve(request: IncomingMessage, response: ServerResponse, pass: () => boolean): boolean {
  const { method = "GET", url = "/", headers, httpVersion, socket } = request;
  const span = new ServerSpan({ method, target: url, headers, version: httpVersion, socket });
  watch(request, span);
  watch(response, span);
  const id = correlationOf(span.context);
  // The app may still set the header itself.
  if (id !== undefined) response.setHeader(ECHO, id);
  return run(span, pass);
}

function isServerStream(value: unknown): value is ServerHttp2Stream {
  return typeof value === "object" && value !== null && "respond" in value && "session" in value && !wasWatched(value);
}

function serveStream(stream: ServerHttp2Stream, headers: Http2Headers, pass: () => boolean): boolean {
  const socket = stream.session?.socket;
  if (socket === undefined || GRPC.test(headers["content-type"] ?? "")) return pass();
  const method = headers[":method"] ?? "GET";
  const span = new ServerSpan({ method, target: headers[":path"] ?? "/", headers, version: "2", socket });
  allowWatching(stream);
  watch(stream, span);
  const id = correlationOf(span.context);
  if (id !== undefined) addToResponse(stream, ECHO, id);
  return run(span, pass);
}

function run(span: ServerSpan, handle: () => boolean): boolean {
  try {
    return context.with(span.context, handle);
  } catch (error) {
    span.fail(error);
    throw error;
  }
}

/** HTTP/2 has no headers to set before the response begins: the ID is added as it does. */
function addToResponse(stream: ServerHttp2Stream, name: string, id: string): void {
  const respond = Reflect.get(stream, "respond");
  stream.respond = function (this: ServerHttp2Stream, headers, options) {
    const given = headers as Http2Headers | string[] | undefined;
    Reflect.apply(respond, this, [Array.isArray(given) ? [...given, name, id] : { [name]: id, ...given }, options]);
  };
}
