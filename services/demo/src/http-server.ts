/** An HTTP server from a table of routes such as "GET /products/{sku}": JSON in, JSON out, failures logged once and put on the span. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { HttpError, asHttpError } from "./http-error.ts";
import { listenAddress, type Listening, type Log } from "./service.ts";

export interface ShopRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** Fires when the caller went away before it got its answer. */
  abandoned: AbortSignal;
}

export interface Reply {
  status?: number;
  body: unknown;
}

export type Routes = Record<string, (request: ShopRequest) => Reply | Promise<Reply>>;

interface Route {
  method: string;
  path: string;
  pattern: RegExp;
  handle: Routes[string];
}

const MAX_BODY_BYTES = 64 * 1024;
const CLOSE_WITHIN_MS = 1_000;

export async function listenHttp(log: Log, routes: Routes): Promise<Listening> {
  const table = Object.entries({ "GET /health": () => ({ body: { status: "ok" } }), ...routes }).map(([route, handle]) =>
    compile(route, handle),
  );
  const server = createServer((request, response) => void answer(log, table, request, response));
  const { host, port } = listenAddress();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return { url: `http://${host}:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

function compile(route: string, handle: Routes[string]): Route {
  const [method = "", path = ""] = route.split(" ");
  return { method, path, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`), handle };
}

async function answer(log: Log, table: Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const abandoned = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) abandoned.abort();
  });
  let reply: Reply;
  try {
    const url = new URL(request.url ?? "/", "http://shop");
    const route = table.find(({ method, pattern }) => method === request.method && pattern.test(url.pathname));
    if (!route) throw new HttpError(404, "not_found", `Cannot ${request.method} "${url.pathname}": no such route`);
    trace.getActiveSpan()?.updateName(`${route.method} ${route.path}`).setAttribute("http.route", route.path);
    const params = mapValues(route.pattern.exec(url.pathname)?.groups ?? {}, decodeURIComponent);
    reply = await route.handle({ params, query: url.searchParams, body: await readBody(request), abandoned: abandoned.signal });
  } catch (error) {
    reply = failed(log, request, error);
  }
  if (response.destroyed) return;
  response.writeHead(reply.status ?? 200, { "content-type": "application/json" });
  response.end(`${JSON.stringify(reply.body)}\n`);
}

function failed(log: Log, request: IncomingMessage, error: unknown): Reply {
  const { status, code, message } = asHttpError(error);
  const fields = { err: error, code, status, method: request.method, path: request.url };
  if (status >= 500) {
    const span = trace.getActiveSpan();
    span?.recordException(error instanceof Error ? error : String(error));
    span?.setStatus({ code: SpanStatusCode.ERROR, message });
    log.error("request_failed", fields);
  } else {
    log.warn("request_refused", fields);
  }
  return { status, body: { error: { code, message } } };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new HttpError(413, "body_too_large", `Cannot read the body: more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (bytes === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // answered below, like JSON that is no object
  }
  throw new HttpError(400, "bad_json", "Cannot read the body: not a JSON object");
}

function mapValues(record: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

async function close(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}
