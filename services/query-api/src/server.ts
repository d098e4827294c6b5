import type { Socket } from "node:net";
import { closeWhenIdle, type ServerCertificate } from "@throughline/pipeline";
import type { ServerOptions } from "node:http";
import type { Server as HttpsServer } from "node:https";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from "fastify";
import type { z } from "zod";
import { MAX_URL_BYTES, type QueryApiConfig } from "./config.ts";
import { compress } from "./compress.ts";
import type { Context } from "./context.ts";
import { failureOf, logFailure } from "./failure.ts";
import { gate } from "./gate/gate.ts";
import { SECURITY_HEADERS } from "./gate/security-headers.ts";
import { HttpError } from "./http-error.ts";
import { jaegerApi } from "./jaeger/api.ts";
import { openapi } from "./openapi.ts";
import { attributeRoutes } from "./routes/attributes.ts";
import { correlationRoute } from "./routes/correlation.ts";
import { errorsRoute } from "./routes/errors.ts";
import { lookupRoute } from "./routes/lookup.ts";
import { flamegraphRoutes } from "./routes/flamegraph.ts";
import { instanceRoutes } from "./routes/instances.ts";
import { logContextRoute } from "./routes/log-context.ts";
import { logHistogramRoute } from "./routes/log-histogram.ts";
import { logsRoute } from "./routes/logs.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { page } from "./page/page.ts";
import { sessionRoutes } from "./page/session.ts";
import { redRoute } from "./routes/red.ts";
import { serviceMapRoute } from "./routes/service-map.ts";
import { storageRoute } from "./routes/storage.ts";
import { systemRoute } from "./routes/system.ts";
import { serviceRoutes } from "./routes/services.ts";
import { stateRoutes } from "./routes/state.ts";
import { tailRoute } from "./routes/tail.ts";
import { traceRoute } from "./routes/trace.ts";
import { tracesRoute } from "./routes/traces.ts";
import { tempoApi } from "./tempo/api.ts";
import { validate } from "./validate.ts";

const MAX_HEADER_BYTES = MAX_URL_BYTES + 24 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
/** How often it is looked for requests whose time is over. */
const CHECK_REQUESTS_MS = 2_000;
/** What nginx counts a request as whose client did not wait. Nobody sees it but the metrics. */
const CLIENT_GONE = 499;

export interface Made {
  readonly version: string;
  /** Undefined: no TLS. */
  readonly certificate: ServerCertificate | undefined;
}

/** The HTTP server with all its routes; it does not listen yet. */
export async function createServer(context: Context, config: QueryApiConfig, { version, certificate }: Made): Promise<FastifyInstance> {
  const http = { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: CHECK_REQUESTS_MS };
  const app = fastifyWith(certificate, http, {
    bodyLimit: 1024,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: "idle",
    // Longer than any accepted ID, so that one that is too long is told so.
    routerOptions: { maxParamLength: MAX_URL_BYTES },
    frameworkErrors: (error, _request, reply) => void sendFailure(reply, failureOf(error)),
    clientErrorHandler,
  });
  closeWhenIdle(app.server);
  app.setValidatorCompiler(
    ({ schema }) =>
      (data: unknown) =>
        validate(schema as z.ZodObject, data),
  );
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => {
    if (!request.socket.destroyed) logFailure(`${request.method} ${request.routeOptions.url}`, error);
    return sendFailure(reply, failureOf(error));
  });
  app.setNotFoundHandler((request, reply) =>
    sendFailure(reply, new HttpError(404, "not_found", `There is nothing at ${request.url.split("?", 1)[0]}`)),
  );
  measure(app, context);
  gate(app, config);
  compress(app);

  await openapi(app, version);
  for (const routes of [
    stateRoutes,
    storageRoute,
    systemRoute,
    serviceRoutes,
    metricsRoute,
    instanceRoutes,
    errorsRoute,
    redRoute,
    attributeRoutes,
    serviceMapRoute,
    tracesRoute,
    traceRoute,
    correlationRoute,
    lookupRoute,
    logsRoute,
    logContextRoute,
    logHistogramRoute,
    flamegraphRoutes,
    tailRoute,
  ])
    routes(app, context);
  await jaegerApi(app, context);
  await tempoApi(app, context);
  sessionRoutes(app, config);
  await page(app);
  return app;
}

/** The server that is made of them; TLS where there is a certificate, also the one that replaces it. */
function fastifyWith(
  certificate: ServerCertificate | undefined,
  http: ServerOptions,
  options: Omit<FastifyServerOptions, "serverFactory">,
): FastifyInstance {
  if (!certificate) return Fastify({ ...options, http });
  const app = Fastify({
    ...(options as Omit<FastifyServerOptions<HttpsServer>, "serverFactory">),
    https: { ...http, ...certificate.identity },
  });
  certificate.onReplaced((identity) => app.server.setSecureContext({ ...identity }));
  return app;
}

function measure(app: FastifyInstance, { metrics }: Context): void {
  app.addHook("onRequest", async (request, reply) => {
    metrics.running.inc();
    const began = performance.now(); // reply.elapsedTime is 0 where Fastify does not log requests
    // Comes whether the answer was sent or the client went away.
    reply.raw.once("close", () => {
      const route = request.routeOptions.url ?? "none";
      metrics.requests.inc({ route, status: String(reply.raw.writableFinished ? reply.statusCode : CLIENT_GONE) });
      metrics.seconds.observe({ route }, (performance.now() - began) / 1_000);
      metrics.running.dec();
    });
  });
}

function sendFailure(reply: FastifyReply, { status, code, message, headers }: HttpError): FastifyReply {
  return reply
    .code(status)
    .headers({ ...SECURITY_HEADERS, ...headers })
    .type("application/json")
    .serializer(JSON.stringify)
    .send({ error: { code, message } });
}

/** What is no HTTP, or has longer headers than we read, never becomes a request. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const tooLong = error.code === "HPE_HEADER_OVERFLOW";
  const timedOut = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const status = tooLong ? "431 Request Header Fields Too Large" : timedOut ? "408 Request Timeout" : "400 Bad Request";
  const message = tooLong
    ? `URL and headers are longer than ${MAX_HEADER_BYTES} bytes`
    : timedOut
      ? "The request did not arrive in time"
      : "This is not an HTTP request";
  const body = JSON.stringify({ error: { code: tooLong ? "headers_too_long" : timedOut ? "request_timeout" : "bad_request", message } });
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`);
}
