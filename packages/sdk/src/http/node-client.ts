import { subscribe } from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import { ClientRequest, IncomingMessage } from "node:http";
import { context, type Attributes, type Context } from "@opentelemetry/api";
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
  ATTR_USER_AGENT_ORIGINAL,
} from "@opentelemetry/semantic-conventions";
import { hostName } from "../correlation/host-name.ts";
import { ClientSpan } from "./client-span.ts";
import { knownMethod } from "./http-method.ts";
import { redactedQuery } from "./redacted-query.ts";
import { errorName } from "./span-error.ts";
import { allowWatching, unwatch, watch, type EmitWatcher } from "./watched-emitter.ts";

/** Headers given as a list are written down as text before anybody is told of the request. */
interface WrittenRequest {
  _header?: string | null;
}

const END = "\r\n\r\n";

/** Gives every request of `node:http` and `node:https` its span, and its headers. */
export function instrumentNodeClient(): void {
  allowWatching(IncomingMessage.prototype);
  allowWatching(ClientRequest.prototype);
  subscribe("http.client.request.created", (message) => trace((message as { request: ClientRequest }).request));
}

function trace(request: ClientRequest): void {
  const ctx = context.active();
  if (isTracingSuppressed(ctx)) return;
  const { host, port } = serverOf(request);
  const span = new ClientSpan(request.method, () => requestAttributes(request, host, port));
  span.inject(request, { set: setHeader }, { host, dropHeader: (name) => dropWritten(request, name) });
  if (span.isRecording) watch(request, new Call(request, span, ctx));
}

/** A request that was sent: what watches it and its response. */
class Call implements EmitWatcher {
  /** Where the request was made: its listeners belong to that, not to the request's own span. */
  readonly context: Context;
  readonly #request: ClientRequest;
  readonly #span: ClientSpan;
  #response: IncomingMessage | undefined;

  constructor(request: ClientRequest, span: ClientSpan, ctx: Context) {
    this.#request = request;
    this.#span = span;
    this.context = ctx;
  }

  see(emitter: EventEmitter, event: string | symbol, first: unknown): void {
    if (event === "error") this.#span.fail(first, errorName(first));
    else if (event === "close") this.#close(emitter);
    else if (emitter !== this.#request && event === "end") this.#span.end();
    else if (emitter === this.#request && event === "response") this.#answered(first as IncomingMessage);
  }

  #answered(response: IncomingMessage): void {
    const { statusCode = 0, httpVersion, socket } = response;
    this.#response = response;
    this.#span.respond(statusCode);
    this.#span.set({
      [ATTR_NETWORK_PEER_ADDRESS]: socket.remoteAddress,
      [ATTR_NETWORK_PEER_PORT]: socket.remotePort,
      [ATTR_NETWORK_PROTOCOL_VERSION]: httpVersion,
    });
    watch(response, this);
  }

  #close(emitter: EventEmitter): void {
    unwatch(emitter);
    if (emitter !== this.#request) return;
    if (this.#response?.complete === false) this.#span.abort();
    else this.#span.end();
  }
}

/** The host and the port that a request goes to. The request keeps the port in its `host` header alone, unless the app has set that. */
function serverOf(request: ClientRequest): { host: string; port: number } {
  const { host } = request;
  const header = String(request.getHeader("host") ?? "");
  const [, name, digits] = /^(.*?)(?::(\d+))?$/.exec(header) ?? [];
  const port = digits !== undefined && hostName(name ?? "") === hostName(host) ? Number(digits) : undefined;
  return { host, port: port ?? (request.protocol === "https:" ? 443 : 80) };
}

function requestAttributes(request: ClientRequest, host: string, port: number): Attributes {
  const { method, path, protocol } = request;
  const known = knownMethod(method);
  const isDefault = port === (protocol === "https:" ? 443 : 80);
  const authority = `${host.includes(":") ? `[${host}]` : host}${isDefault ? "" : `:${port}`}`;
  const mark = path.indexOf("?");
  const target = mark < 0 ? path : `${path.slice(0, mark)}?${redactedQuery(path.slice(mark + 1))}`;
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_SERVER_ADDRESS]: host,
    [ATTR_SERVER_PORT]: port,
    [ATTR_URL_FULL]: `${protocol}//${authority}${target}`,
  };
  const agent = request.getHeader("user-agent");
  if (agent !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = String(agent);
  if (known !== method) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = method;
  return attributes;
}

function setHeader(request: ClientRequest & WrittenRequest, name: string, value: string): void {
  if (!request._header) request.setHeader(name, value);
  else if (request._header.endsWith(END)) request._header = `${request._header.slice(0, -2)}${name}: ${value}${END}`;
}

/** A header that is set twice replaces itself, unless it has been written down. */
function dropWritten(request: ClientRequest & WrittenRequest, name: string): void {
  if (request._header) request._header = request._header.replaceAll(new RegExp(`\r\n${name}:[^\r\n]*`, "gi"), "");
}
