import { ClickHouse } from "@throughline/clickhouse";
import { type Service, StartError, Tokens } from "@throughline/pipeline";
import type { CollectorConfig } from "./config.ts";
import { LogEncoder } from "./encode/logs.ts";
import { ResourceRegistry } from "./encode/resources.ts";
import { SpanEncoder } from "./encode/spans.ts";
import { bindGrpc, grpcReceiver } from "./grpc-receiver.ts";
import { HealthLog } from "./health-log.ts";
import { httpReceiver } from "./http-receiver.ts";
import { createMetrics } from "./metrics.ts";
import { LOGS, TRACES } from "./signal.ts";
import { Sink } from "./sink.ts";

/** How long requests in flight may take to end when the collector stops. */
const DRAIN_MS = 10_000;

export interface Collector extends Service {
  /** `http://HOST:PORT`, known after start. */
  readonly otlpHttp: string;
  /** `HOST:PORT`, known after start. */
  readonly otlpGrpc: string;
  /** Whether what it receives can be stored now. */
  ready(): Promise<boolean>;
}

/** Receives OTLP over HTTP and gRPC and stores it in ClickHouse, whose schema must be there. */
export function createCollector(config: CollectorConfig): Collector {
  const clickhouse = new ClickHouse(config.clickhouse);
  const metrics = createMetrics();
  const health = new HealthLog();
  const registry = new ResourceRegistry();
  const common = { registry, retention: config.retention, clickhouse, metrics, onHealth: health.report };
  const sinks: Sink[] = [
    new Sink({ ...common, signal: TRACES, encoder: new SpanEncoder() }) as unknown as Sink,
    new Sink({ ...common, signal: LOGS, encoder: new LogEncoder() }) as unknown as Sink,
  ];
  const tokens = new Tokens(config.tokens);
  const http = httpReceiver({ sinks, tokens, metrics });
  const grpc = grpcReceiver({ sinks, tokens, metrics });
  const ready = () => clickhouse.answers();
  let otlpHttp = "";
  let otlpGrpc = "";

  http.get("/health", async () => ({ status: "ok" }));
  http.get("/ready", async (_request, reply) => {
    const ok = await ready();
    return reply.code(ok ? 200 : 503).send({ ready: ok, parts: { clickhouse: { ok } } });
  });
  http.get("/metrics", async (_request, reply) => {
    for (const sink of sinks) metrics.waiting.set({ signal: sink.signal.name }, sink.waitingBytes);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  return {
    get otlpHttp() {
      return otlpHttp;
    },
    get otlpGrpc() {
      return otlpGrpc;
    },
    ready,
    async start() {
      otlpHttp = await http.listen({ host: config.host, port: config.otlpHttpPort }).catch((error: Error) => {
        throw new StartError(`Cannot listen for OTLP/HTTP on ${config.host}:${config.otlpHttpPort}: ${error.message}`);
      });
      const host = config.host.includes(":") ? `[${config.host}]` : config.host;
      const port = await bindGrpc(grpc, `${host}:${config.otlpGrpcPort}`).catch((error: Error) => {
        throw new StartError(`Cannot listen for OTLP/gRPC on ${host}:${config.otlpGrpcPort}: ${error.message}`);
      });
      otlpGrpc = `${host}:${port}`;
    },
    /** Upstream first: no new requests, then those in flight, then what they brought, then the connection to ClickHouse. */
    async stop() {
      const force = setTimeout(() => {
        http.server.closeAllConnections();
        grpc.forceShutdown();
      }, DRAIN_MS);
      await Promise.all([http.close(), new Promise<void>((resolve) => grpc.tryShutdown(() => resolve()))]);
      clearTimeout(force);
      await Promise.all(sinks.map((sink) => sink.drain()));
      await clickhouse.close();
    },
  };
}
