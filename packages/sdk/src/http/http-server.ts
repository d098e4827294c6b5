import { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingHttpHeaders as Http2Headers, ServerHttp2Stream } from "node:http2";
import { Server } from "node:net";
import { context, type Context } from "@opentelemetry/api";
import { CORRELATION_HEADERS } from "@throughline/model";
import { correlationOf } from "../correlation/correlation.ts";
import { bindEmit } from "./bound-emit.ts";
import { ServerSpan } from "./server-span.ts";

/** Marks requests that have their span: a proxy may hand one on to a second server of the same process. */
const SEEN = Symbol("throughline.seen");

interface Marked {
  [SEEN]?: true;
}

/** What gRPC serves gets a better span from its own instrumentation. */
const GRPC = /^application\/grpc/;

/**
 * Gives every request to a `node:http`, `node:https` or `node:http2` server its entry span.
 *
 * All their servers are `net.Server`s and get requests as the event `request` or `stream`, so one wrapped method is enough for CommonJS,
 * ESM and bundled apps, whenever they load what. It runs for each connection and each request, nothing more.
 */
export function instrumentHttpServers(): void {
  const emit = Reflect.get(Server.prototype, "emit");
  Server.prototype.emit = function (this: Server, ...args: unknown[]): boolean {
    const [event, first, second] = args;
    const pass = (): boolean => Reflect.apply(emit, this, args);
    if (event === "request" && isNewRequest(first) && second instanceof ServerResponse) return serve(first, second, pass);
    if (event === "stream" && isServerStream(first)) return serveStream(first, second as Http2Headers, pass);
    return pass();
  } as typeof emit;
}

/** HTTP/2's own request objects come inside of a stream, which has its span already. */
function isNewRequest(value: unknown): value is IncomingMessage {
  return value instanceof IncomingMessage && !(SEEN in value);
}

function serve(request: IncomingMessage, response: ServerResponse, pass: () => boolean): boolean {
  (request as Marked)[SEEN] = true;
  const { method = "GET", url = "/", headers, httpVersion, socket } = request;
  const span = new ServerSpan({ method, target: url, headers, version: httpVersion, socket });
  bindEmit(request, span.context, () => {});
  bindEmit(response, span.context, (event, error) => {
    if (event === "close") span.close(response.statusCode);
    else if (event === "error") span.fail(error);
  });
  return run(span, () => {
    echo(span.context, (name, id) => response.setHeader(name, id));
    return pass();
  });
}

function isServerStream(value: unknown): value is ServerHttp2Stream {
  return typeof value === "object" && value !== null && "respond" in value && "session" in value && !(SEEN in value);
}

function serveStream(stream: ServerHttp2Stream, headers: Http2Headers, pass: () => boolean): boolean {
  const socket = stream.session?.socket;
  if (socket === undefined || GRPC.test(headers["content-type"] ?? "")) return pass();
  (stream as Marked)[SEEN] = true;
  const method = headers[":method"] ?? "GET";
  const span = new ServerSpan({ method, target: headers[":path"] ?? "/", headers, version: "2", socket });
  bindEmit(stream, span.context, (event, error) => {
    if (event === "close") span.close(Number(stream.sentHeaders?.[":status"] ?? 200));
    else if (event === "error") span.fail(error);
  });
  return run(span, () => {
    echo(span.context, (name, id) => addToResponse(stream, name, id));
    return pass();
  });
}

function run(span: ServerSpan, handle: () => boolean): boolean {
  try {
    return context.with(span.context, handle);
  } catch (error) {
    span.fail(error);
    throw error;
  }
}

/** Tells the caller the action's ID. The app may still set the header itself. */
function echo(ctx: Context, set: (name: string, id: string) => void): void {
  const id = correlationOf(ctx);
  if (id !== undefined) set(CORRELATION_HEADERS[0], id);
}

/** HTTP/2 has no headers to set before the response begins: the ID is added as it does. */
function addToResponse(stream: ServerHttp2Stream, name: string, id: string): void {
  const respond = Reflect.get(stream, "respond");
  stream.respond = function (this: ServerHttp2Stream, headers, options) {
    const given = headers as Http2Headers | string[] | undefined;
    Reflect.apply(respond, this, [Array.isArray(given) ? [...given, name, id] : { [name]: id, ...given }, options]);
  };
}
