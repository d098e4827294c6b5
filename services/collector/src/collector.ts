import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { bytesByTable, ClickHouse, InUseError, releasePidFile, signalOf, takePidFile, usedBytes } from "@throughline/clickhouse";
import { Admission, DurableQueue, RateLimit, ServerCertificate, type Service, StartError, Tokens } from "@throughline/pipeline";
import type { CollectorConfig } from "./config.ts";
import { bytesText } from "@throughline/model";
import { DiskKeepers } from "./disk/disk-keepers.ts";
import { Encoder } from "./encode/encoder.ts";
import { createEncoderPool } from "./encode/encoder-pool.ts";
import { ResourceRegistry } from "./encode/resources.ts";
import { Feeder } from "./feeder.ts";
import { bindGrpc, grpcReceiver } from "./grpc-receiver.ts";
import { HealthLog } from "./health-log.ts";
import { httpReceiver } from "./http-receiver.ts";
import { createMetrics } from "./metrics.ts";
import { Probes } from "./probe/probes.ts";
import { Redactor } from "./redact/redactor.ts";
import { SetAside } from "./set-aside.ts";
import { reasonsText } from "./reasons-text.ts";
import { SIGNALS } from "./signal.ts";
import { type RequestNote, Sink } from "./sink.ts";
import { stateRoutes } from "./state-routes.ts";

/** How long requests in flight may take to end when the collector stops, and then the queue to empty itself. */
const DRAIN_MS = 5_000;

/** Bytes of requests, packed and unpacked, that may be in memory at once, before they are on disk. */
const MAX_BYTES_IN_FLIGHT = 512 * 1024 * 1024;

/** A part of the collector and whether it works. */
export interface PartState {
  readonly ok: boolean;
  readonly detail?: string;
}

/** Every part and whether it works. `queue`: whether requests are taken; of what is taken, the others tell. */
export type CollectorParts = Record<"queue" | "clickhouse" | "storing" | "disk" | "probe" | "setAside", PartState>;

export interface Collector extends Service {
  /** `http://HOST:PORT`, or `https://…`, known after start. */
  readonly otlpHttp: string;
  /** `HOST:PORT`, known after start. */
  readonly otlpGrpc: string;
  ready(): Promise<CollectorParts>;
}

/**
 * Receives OTLP over HTTP and gRPC, makes it durable, answers, and stores it in ClickHouse. What comes before `schema` is there waits in
 * the queue. Takes its data directory for itself when it is made.
 */
export async function createCollector(config: CollectorConfig, schema: Promise<void> = Promise.resolve()): Promise<Collector> {
  const certificate = config.tls && new ServerCertificate(config.tls);
  const lock = await takeDirectory(config.data);
  const clickhouse = new ClickHouse(config.clickhouse);
  const metrics = createMetrics(certificate);
  const health = new HealthLog();
  const queue = DurableQueue.open(join(config.data, "queue"), config.queueMaxBytes);
  const setAside = new SetAside(join(config.data, "set-aside"));
  const encoder = new Encoder(new ResourceRegistry());
  const encoders = createEncoderPool(config.encodeThreads, encoder);
  const redactor = config.redaction && new Redactor(config.redaction);
  const flows = SIGNALS.map((signal) => {
    const channel = queue.channel<RequestNote>(signal.name);
    return {
      channel,
      sink: new Sink({ signal, channel, redactor, encoder, retentionSeconds: config.retention[signal.name], metrics, health }),
      feeder: new Feeder({ signal, channel, encoders, clickhouse, setAside, metrics, health }),
    };
  });
  const disk = new DiskKeepers({
    clickhouse: config.clickhouse,
    budget: config.diskBudget,
    retention: config.retention,
    say: (text) => health.disk(text),
    onEvicted: (bytes) => metrics.evictedBytes.inc(bytes),
  });
  const probes = new Probes({
    intervalMs: config.probeIntervalMs,
    clickhouse,
    write: async (signal, request) => void (await flows.find(({ sink }) => sink.signal === signal)?.sink.export(request)),
    onEnd(signal, problem, seconds) {
      const bySignal = { signal: signal.name };
      metrics.probeSuccess.set(bySignal, problem === undefined ? 1 : 0);
      if (problem === undefined) metrics.probeLag.set(bySignal, seconds);
      else metrics.probeFailures.inc(bySignal);
      health.probe(signal, problem);
    },
  });
  const doors = {
    sinks: flows.map(({ sink }) => sink),
    tokens: new Tokens(config.tokens),
    insecure: config.insecure,
    certificate,
    rateLimit: config.clientBytesPerSecond === undefined ? undefined : new RateLimit(config.clientBytesPerSecond, "bytes"),
    admission: new Admission(MAX_BYTES_IN_FLIGHT),
    metrics,
    health,
  };
  const http = httpReceiver(doors);
  const grpc = grpcReceiver(doors);
  let otlpHttp = "";
  let otlpGrpc = "";

  async function ready(): Promise<CollectorParts> {
    const away = await clickhouse.problem();
    return {
      clickhouse: away === undefined ? { ok: true } : { ok: false, detail: `${away}; what comes waits in the queue` },
      queue: { ok: queue.refusal === undefined, detail: queue.refusal ?? `${queue.bytes} of ${config.queueMaxBytes} bytes` },
      storing: health.waiting.size === 0 ? { ok: true } : { ok: false, detail: reasonsText(health.waiting) },
      disk: diskPart(disk),
      probe: probes.state,
      setAside: {
        ok: true,
        ...(setAside.count > 0 && { detail: `${setAside.count} batches that ClickHouse refused, in ${setAside.path}` }),
      },
    };
  }
  stateRoutes(http, metrics, ready, () => {
    metrics.setAside.set(setAside.count);
    if (disk.state) {
      metrics.diskLimit.set(disk.state.limit);
      for (const [table, bytes] of bytesByTable(disk.state.usage)) metrics.diskBytes.set({ signal: signalOf(table), table }, bytes);
      const days = disk.fullInDays;
      if (days === undefined) metrics.diskFull.remove();
      else metrics.diskFull.set(Date.now() / 1_000 + days * 86_400);
    }
    for (const { channel } of flows) {
      metrics.queueBytes.set({ signal: channel.name }, channel.waitingBytes);
      metrics.parked.set({ signal: channel.name }, channel.parked);
      metrics.queueSeconds.set({ signal: channel.name }, channel.oldest === undefined ? 0 : (Date.now() - channel.oldest) / 1_000);
    }
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
      schema.then(
        () => {
          for (const { feeder } of flows) feeder.start();
          disk.start();
        },
        () => {}, // whoever brings the schema says why it cannot
      );
      otlpHttp = await http.listen({ host: config.host, port: config.otlpHttpPort }).catch((error: Error) => {
        throw new StartError(`Cannot listen for OTLP/HTTP on ${config.host}:${config.otlpHttpPort}: ${error.message}`);
      });
      const host = config.host.includes(":") ? `[${config.host}]` : config.host;
      const port = await bindGrpc(grpc, `${host}:${config.otlpGrpcPort}`, certificate).catch((error: Error) => {
        throw new StartError(`Cannot listen for OTLP/gRPC on ${host}:${config.otlpGrpcPort}: ${error.message}`);
      });
      otlpGrpc = `${host}:${port}`;
      probes.start();
    },
    /** Upstream first: no new requests, then those in flight, then what the queue holds, then what it stands on. */
    async stop() {
      await probes.stop();
      const force = setTimeout(() => {
        http.server.closeAllConnections();
        grpc.forceShutdown();
      }, DRAIN_MS);
      await Promise.all([http.close(), new Promise<void>((resolve) => grpc.tryShutdown(() => resolve()))]);
      clearTimeout(force);
      certificate?.close();
      await Promise.all([disk.stop(), ...flows.map(({ feeder }) => feeder.stop(DRAIN_MS))]);
      await encoders.close();
      await queue.close();
      await clickhouse.close();
      releasePidFile(lock);
    },
  };
}

function diskPart({ state, problem, fullInDays }: DiskKeepers): PartState {
  if (!state) return { ok: true, detail: "not looked at yet" };
  const full = fullInDays === undefined ? "" : `, full in ${fullInDays.toFixed(1)} days`;
  return { ok: problem === undefined, detail: problem ?? `${bytesText(usedBytes(state.usage))} of ${bytesText(state.limit)}${full}` };
}

/** The queue belongs to one process. */
async function takeDirectory(path: string): Promise<string> {
  const lock = join(path, "collector.pid");
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    await takePidFile(lock);
    return lock;
  } catch (error) {
    const state =
      error instanceof InUseError ? `it is in use by the running collector with process ID ${error.pid}` : (error as Error).message;
    throw new StartError(`Cannot use data directory "${path}": ${state}`, { cause: error });
  }
}
