import { jsonToMessage, MalformedError, statusMessage } from "@throughline/otlp";
import { type Admission, closeWhenIdle, type RateLimit, type ServerCertificate, type Tokens } from "@throughline/pipeline";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { MAX_REQUEST_BYTES } from "./config.ts";
import { IngestError } from "./ingest/ingest-error.ts";
import { INGEST_PATH, ingestRoute } from "./ingest/ingest-route.ts";
import type { HealthLog } from "./health-log.ts";
import { bodyOf, contentType, sizeInHand, TOO_LARGE, TooLargeError, unpack, UnsupportedMediaError } from "./http-body.ts";
import type { Metrics } from "./metrics.ts";
import { OtherSiteError, refuseOtherSites } from "./other-sites.ts";
import { authenticate, type Failure, failureOf } from "./outcome.ts";
import { responseJson, responseMessage } from "./respond.ts";
import { PROFILES, type Signal } from "./signal.ts";
import type { Sink } from "./sink.ts";

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";

/** A slow client may take this long for its whole request. */
const REQUEST_TIMEOUT_MS = 60_000;

export interface HttpReceiverOptions {
  readonly sinks: readonly Sink[];
  readonly tokens: Tokens;
  /** Without tokens: pages of other sites are not kept out. */
  readonly insecure: boolean;
  /** Undefined: no TLS. */
  readonly certificate: ServerCertificate | undefined;
  /** Undefined: clients may send as fast as they like. */
  readonly rateLimit: RateLimit | undefined;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly health: HealthLog;
}

/** OTLP/HTTP: protobuf and JSON, plain, gzip or zstd, at the path of each signal. */
export function httpReceiver(options: HttpReceiverOptions): FastifyInstance {
  const { sinks, tokens, insecure, certificate, rateLimit, admission, metrics, health } = options;
  const sinkAt = (path: string | undefined) =>
    sinks.find(({ signal }) => signal.httpPath === path || (path === INGEST_PATH && signal === PROFILES));
  const app = fastifyWith(certificate);
  closeWhenIdle(app.server);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  if (!tokens.required && !insecure) app.addHook("onRequest", async ({ headers }) => refuseOtherSites(headers));

  for (const sink of sinks) {
    app.post(
      sink.signal.httpPath,
      { onRequest: async (request) => authenticate(tokens, request.headers.authorization) },
      async (request, reply) => {
        rateLimit?.take(tokens.clientOf(request.headers.authorization, request.ip), bodyOf(request).length);
        const asJson = contentType(request) === JSON_TYPE;
        const verdict = await admission.hold(sizeInHand(request), async () => sink.export(await readMessage(request, sink.signal)));
        metrics.requests.inc({ signal: sink.signal.name, protocol: asJson ? "http/json" : "http/protobuf", outcome: "ok" });
        reply.type(asJson ? JSON_TYPE : PROTOBUF);
        return asJson ? responseJson(sink.signal, verdict) : Buffer.from(responseMessage(sink.signal, verdict));
      },
    );
  }

  const profiles = sinkAt(INGEST_PATH);
  if (profiles) ingestRoute(app, profiles, options);

  app.setErrorHandler((error, request, reply) => {
    const failure = httpFailure(error);
    if (failure.httpStatus === 500) health.internal(error);
    const sink = sinkAt(request.routeOptions.url);
    if (sink) metrics.requests.inc({ signal: sink.signal.name, protocol: "http", outcome: String(failure.httpStatus) });
    return sendFailure(request, reply, failure);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0];
    if (sinkAt(path))
      return sendFailure(request, reply.header("allow", "POST"), {
        grpcCode: 12,
        httpStatus: 405,
        message: `${path} takes POST, not ${request.method}`,
      });
    const message =
      path === "/v1/metrics"
        ? "metrics are not a signal of Throughline yet: send traces, logs and profiles"
        : `there is nothing at ${path}`;
    return sendFailure(request, reply, { grpcCode: path === "/v1/metrics" ? 12 : 5, httpStatus: 404, message });
  });
  return app;
}

function fastifyWith(certificate: ServerCertificate | undefined): FastifyInstance {
  const options = { bodyLimit: MAX_REQUEST_BYTES, requestTimeout: REQUEST_TIMEOUT_MS, forceCloseConnections: "idle" } as const;
  if (!certificate) return Fastify(options);
  const app = Fastify({ ...options, https: { ...certificate.identity } });
  certificate.onReplaced((identity) => app.server.setSecureContext({ ...identity }));
  return app;
}

/** The protobuf bytes of a request's message, whatever it came as. */
async function readMessage(request: FastifyRequest, signal: Signal): Promise<Uint8Array> {
  const type = contentType(request);
  if (type !== PROTOBUF && type !== JSON_TYPE)
    throw new UnsupportedMediaError(`content type "${type}" is not supported: send ${PROTOBUF} or ${JSON_TYPE}`);
  const body = await unpack(bodyOf(request), request.headers["content-encoding"]);
  return type === PROTOBUF ? body : jsonToMessage(signal.request, decodeUtf8(body));
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new MalformedError("not UTF-8");
  }
}

function httpFailure(error: unknown): Failure {
  if (error instanceof UnsupportedMediaError) return { grpcCode: 3, httpStatus: 415, message: error.message };
  if (error instanceof OtherSiteError) return { grpcCode: 7, httpStatus: error.status, message: error.message };
  if (error instanceof IngestError) return { grpcCode: 3, httpStatus: error.status, message: error.message };
  if (error instanceof TooLargeError) return { grpcCode: 3, httpStatus: 413, message: error.message };
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (statusCode === 413) return { grpcCode: 3, httpStatus: 413, message: TOO_LARGE };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return { grpcCode: 3, httpStatus: statusCode, message };
  return failureOf(error);
}

/** An error's body is a google.rpc.Status in the request's own encoding (OTLP specification, "Failures"); elsewhere in JSON. */
function sendFailure(request: FastifyRequest, reply: FastifyReply, { grpcCode, httpStatus, message, retryAfterMs }: Failure): FastifyReply {
  reply.code(httpStatus);
  if (retryAfterMs !== undefined) reply.header("retry-after", Math.ceil(retryAfterMs / 1000));
  if (httpStatus === 401) reply.header("www-authenticate", "Bearer");
  if (contentType(request) === PROTOBUF && request.routeOptions.url !== INGEST_PATH)
    return reply.type(PROTOBUF).send(Buffer.from(statusMessage(grpcCode, message, retryAfterMs)));
  return reply.type(JSON_TYPE).send(JSON.stringify({ code: grpcCode, message }));
}
