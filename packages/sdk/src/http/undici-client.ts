import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { context, type Attributes } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from "@opentelemetry/semantic-conventions";
import { ClientSpan } from "./client-span.ts";
import { hostName } from "../correlation/host-name.ts";
import { knownMethod } from "./http-method.ts";
import { redactedQuery } from "./redacted-query.ts";
import { requestTarget } from "./request-target.ts";
import { errorName } from "./span-error.ts";

/** Where a request keeps its span: a weak map of so many short-lived keys costs more than the span itself (measured). */
const SPAN = Symbol("throughline.span");

/** A request of undici, Node's own behind `fetch` or the package's, as its diagnostics channels show it. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  /** Names and values in turn; one text with line breaks in undici 5 and older. */
  headers: unknown[] | string;
  addHeader?(name: string, value: string): void;
  [SPAN]?: ClientSpan | undefined;
}

/** Gives every request of `fetch` and of the package `undici` its span, and its headers. */
export function instrumentUndici(): void {
  on("undici:request:create", ({ request }) => start(request));
  on("undici:client:sendHeaders", ({ request, socket }) =>
    request[SPAN]?.set({
      [ATTR_NETWORK_PEER_ADDRESS]: socket.remoteAddress,
      [ATTR_NETWORK_PEER_PORT]: socket.remotePort,
      [ATTR_NETWORK_PROTOCOL_VERSION]: socket.alpnProtocol === "h2" ? "2" : "1.1",
    }),
  );
  on("undici:request:headers", ({ request, response }) => request[SPAN]?.respond(response.statusCode));
  on("undici:request:trailers", ({ request }) => take(request)?.end());
  on("undici:request:error", ({ request, error }) => {
    // An abort is the app's own wish.
    if (error?.name === "AbortError") take(request)?.end();
    else take(request)?.fail(error, typeof error?.code === "string" ? error.code : errorName(error));
  });
}

/**
 * The span of a request that is over. The request lets go of it: what `fetch` makes is watched by a finalization registry, and V8 keeps whatever can be
 * reached from there through several collections.
 */
function take(request: UndiciRequest): ClientSpan | undefined {
  const span = request[SPAN];
  request[SPAN] = undefined;
  return span;
}

interface Message {
  readonly request: UndiciRequest;
  readonly socket: Socket & { readonly alpnProtocol?: string | false };
  readonly response: { readonly statusCode: number };
  readonly error: Error & { readonly code?: unknown };
}

/** Each channel sends the part of `Message` that its name suggests. */
function on(channel: string, see: (message: Message) => void): void {
  subscribe(channel, (message) => see(message as Message));
}

function start(request: UndiciRequest): void {
  if (request.method === "CONNECT" || isTracingSuppressed(context.active())) return;
  const server = serverOf(String(request.origin));
  const known = knownMethod(request.method);
  const span = new ClientSpan(known === "_OTHER" ? "HTTP" : known, () => requestAttributes(request, server, known));
  span.inject(request, SETTER, { host: server.host, dropHeader: (name) => dropHeader(request, name) });
  if (span.isRecording) request[SPAN] = span;
}

const SETTER = { set: addHeader };

interface UndiciServer {
  /** Without brackets and port. */
  readonly host: string;
  readonly port: number;
  readonly scheme: string;
  /** Scheme, host and port as a URL begins with them. */
  readonly origin: string;
}

/** Servers by origin: a process talks to few. */
const servers = new Map<string, UndiciServer>();
const MAX_SERVERS = 100;

function serverOf(origin: string): UndiciServer {
  const known = servers.get(origin);
  if (known !== undefined) return known;
  const url = new URL(origin);
  const scheme = url.protocol.slice(0, -1);
  const port = Number(url.port) || (scheme === "https" ? 443 : 80);
  const server = { host: hostName(url.host), port, scheme, origin: url.origin };
  if (servers.size < MAX_SERVERS) servers.set(origin, server);
  return server;
}

function requestAttributes(request: UndiciRequest, server: UndiciServer, known: string): Attributes {
  const { path = "/", query } = requestTarget(request.path);
  const redacted = query === undefined ? undefined : redactedQuery(query);
  const agent = userAgent(request.headers);
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_URL_FULL]: `${server.origin}${path}${redacted === undefined ? "" : `?${redacted}`}`,
    [ATTR_URL_PATH]: path,
    [ATTR_URL_SCHEME]: server.scheme,
    [ATTR_SERVER_ADDRESS]: server.host,
    [ATTR_SERVER_PORT]: server.port,
  };
  if (redacted !== undefined) attributes[ATTR_URL_QUERY] = redacted;
  if (agent !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = agent;
  if (known !== request.method) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = request.method;
  return attributes;
}

function userAgent(headers: UndiciRequest["headers"]): string | undefined {
  if (typeof headers === "string") return /^user-agent:\s*(.*?)\s*$/im.exec(headers)?.[1];
  for (let at = headers.length - 2; at >= 0; at -= 2) {
    const key = headers[at];
    if (typeof key === "string" && key.length === 10 && key.toLowerCase() === "user-agent") return String(headers[at + 1]);
  }
  return undefined;
}

function addHeader(request: UndiciRequest, name: string, value: string): void {
  if (request.addHeader) request.addHeader(name, value);
  else if (typeof request.headers === "string") request.headers += `${name}: ${value}\r\n`;
  else request.headers.push(name, value);
}

/** undici sends a header twice that is added twice, and nobody could read it then. `name` is lower case. */
function dropHeader({ headers }: UndiciRequest, name: string): void {
  if (typeof headers === "string") return;
  for (let at = headers.length - 2; at >= 0; at -= 2) {
    const key = headers[at];
    if (typeof key === "string" && key.length === name.length && key.toLowerCase() === name) headers.splice(at, 2);
  }
}
