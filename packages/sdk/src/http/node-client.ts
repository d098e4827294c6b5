import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
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
import { bindEmit } from "./bound-emit.ts";
import { ClientSpan } from "./client-span.ts";
import { knownMethod } from "./http-method.ts";
import { redactedQuery } from "./redacted-query.ts";
import { errorName } from "./span-error.ts";

/** Headers given as a list are written down as text before anybody is told of the request. */
interface WrittenRequest {
  _header?: string | null;
}

const END = "\r\n\r\n";

/** Gives every request of `node:http` and `node:https` its span, and its headers. */
export function instrumentNodeClient(): void {
  subscribe("http.client.request.created", (message) => trace((message as { request: ClientRequest }).request));
}

function trace(request: ClientRequest): void {
  const ctx = context.active();
  if (isTracingSuppressed(ctx)) return;
  const { host, port } = serverOf(request);
  const span = new ClientSpan(request.method, () => requestAttributes(request, host, port));
  span.inject(request, { set: setHeader }, { host, dropHeader: (name) => dropWritten(request, name) });
  if (!span.isRecording) return;
  let response: IncomingMessage | undefined;
  bindEmit(request, ctx, (event, value) => {
    if (event === "response") {
      response = value as IncomingMessage;
      watch(response, span, ctx);
    } else if (event === "error") {
      span.fail(value, errorName(value));
    } else if (event === "close") {
      if (response?.complete === false) span.abort();
      else span.end();
    }
  });
}

function watch(response: IncomingMessage, span: ClientSpan, ctx: Context): void {
  const { statusCode = 0, httpVersion, socket } = response;
  span.respond(statusCode);
  span.set({
    [ATTR_NETWORK_PEER_ADDRESS]: socket.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: socket.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: httpVersion,
  });
  bindEmit(response, ctx, (event, error) => {
    if (event === "end") span.end();
    else if (event === "error") span.fail(error, errorName(error));
  });
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
  return {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_SERVER_ADDRESS]: host,
    [ATTR_SERVER_PORT]: port,
    [ATTR_URL_FULL]: `${protocol}//${authority}${target}`,
    [ATTR_USER_AGENT_ORIGINAL]: request.getHeader("user-agent")?.toString(),
    [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: known === method ? undefined : method,
  };
}

function setHeader(request: ClientRequest & WrittenRequest, name: string, value: string): void {
  if (!request._header) request.setHeader(name, value);
  else if (request._header.endsWith(END)) request._header = `${request._header.slice(0, -2)}${name}: ${value}${END}`;
}

/** A header that is set twice replaces itself, unless it has been written down. */
function dropWritten(request: ClientRequest & WrittenRequest, name: string): void {
  if (request._header) request._header = request._header.replaceAll(new RegExp(`\r\n${name}:[^\r\n]*`, "gi"), "");
}
