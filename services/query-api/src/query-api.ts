import { ClickHouse, serversOf } from "@throughline/clickhouse";
import { ServerCertificate, type Service, StartError } from "@throughline/pipeline";
import { CallCache, ResourceCache } from "@throughline/query";
import { DEFAULT_BOUNDS, type PartState, type QueryApiConfig } from "./config.ts";
import { Kept } from "./kept.ts";
import { createMetrics } from "./metrics.ts";
import { createServer } from "./server.ts";
import { ShardWatch } from "./shards/shard-watch.ts";
import { StorageLog } from "./storage-log.ts";
import { VERSION } from "./version.ts";
import { WatchedClickHouse } from "./watched-clickhouse.ts";

/** How long requests in flight may take to end when the query API stops. */
const DRAIN_MS = 5_000;

export interface QueryApi extends Service {
  /** `http://HOST:PORT`, or `https://…`, known after start. */
  readonly url: string;
  /** Every part and whether it works. */
  ready(): Promise<Record<string, PartState>>;
}

/** Answers questions about what is stored in ClickHouse, whose schema must be there. */
export function createQueryApi(config: QueryApiConfig): QueryApi {
  const log = new StorageLog();
  const clickhouse = new WatchedClickHouse(config.clickhouse, log);
  const { cluster } = config.clickhouse;
  const shards = cluster && new ShardWatch(clickhouse, cluster.name);
  const servers = cluster ? serversOf(config.clickhouse).map((server) => new ClickHouse(server, { readOnly: true })) : [clickhouse];
  const retention = new Kept(config.retention, clickhouse);
  const certificate = config.tls && new ServerCertificate(config.tls);
  const context = {
    clickhouse,
    retention,
    diskBudget: config.diskBudget ?? { share: 0.8 },
    bounds: { ...DEFAULT_BOUNDS, ...config.bounds },
    metrics: createMetrics(certificate),
    calls: new CallCache(),
    resources: new ResourceCache(),
    shards,
    servers,
    parts: ready,
  };
  const server = createServer(context, config, { version: VERSION, certificate });
  server.catch(() => {}); // start says it
  let url = "";

  async function ready(): Promise<Record<string, PartState>> {
    const [problem, counts, others] = await Promise.all([
      clickhouse.problem(),
      shards?.counts().catch(() => undefined),
      config.readiness?.() ?? {},
    ]);
    return {
      clickhouse: problem === undefined ? { ok: true } : { ok: false, detail: problem },
      // Without a shard, answers say what they lack: it is no reason to ask another query API.
      ...(counts && { shards: { ok: true, detail: `${counts.answering} of ${counts.all} answer` } }),
      ...others,
    };
  }

  return {
    get url() {
      return url;
    },
    ready,
    /** @throws StartError when it cannot listen. */
    async start() {
      const app = await server;
      retention.start();
      shards?.start();
      url = await app.listen({ host: config.host, port: config.port }).catch((error: Error) => {
        throw new StartError(`Cannot listen on ${config.host}:${config.port}: ${error.message}`, { cause: error });
      });
    },
    async stop() {
      const app = await server;
      const force = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
      await app.close();
      clearTimeout(force);
      certificate?.close();
      retention.stop();
      log.close();
      shards?.stop();
      await Promise.all([...new Set([clickhouse, ...servers])].map((each) => each.close()));
    },
  };
}
