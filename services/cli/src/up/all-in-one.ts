import { join, resolve } from "node:path";
import { clickhouseDatabase, type ClickHouseOptions, clickhouseServer, EmbeddedClickHouse, migrate } from "@throughline/clickhouse";
import { collectorConfig, createCollector } from "@throughline/collector";
import { asText, type Service, type Settings } from "@throughline/pipeline";
import { createQueryApi, queryApiConfig } from "@throughline/query-api";
import { DataDirectory } from "./data-directory.ts";
import { checkPortsAreFree } from "./ports.ts";

/**
 * Everything on one machine: storage, then what fills it, then what reads it; stopped in reverse, so that each part can still give
 * what it holds to the one below.
 */
export function createAllInOne(settings: Settings): Service {
  const directory = new DataDirectory(resolve(settings.get("THROUGHLINE_DATA", asText, ".throughline")));
  const server = clickhouseServer(settings);
  const database = clickhouseDatabase(settings);
  const embedded = server ? undefined : new EmbeddedClickHouse(join(directory.path, "clickhouse"));
  // Read now: what is wrong must be said before anything starts. Where the embedded engine listens is known only later.
  const placeholder: ClickHouseOptions = server ?? { url: "http://127.0.0.1", username: "", password: "", database };
  const collectorSettings = collectorConfig(settings, placeholder);
  const querySettings = queryApiConfig(settings, placeholder);
  const started: Service["stop"][] = [];

  return {
    async start() {
      await directory.lock();
      started.push(async () => directory.unlock());
      await checkPortsAreFree(collectorSettings.host, {
        "--port": querySettings.port,
        "--otlp-http-port": collectorSettings.otlpHttpPort,
        "--otlp-grpc-port": collectorSettings.otlpGrpcPort,
      });
      const clickhouse = server ?? (await startEmbedded());
      await migrate(clickhouse, { retention: collectorSettings.retention });

      const collector = await createCollector({ ...collectorSettings, clickhouse });
      started.push(() => collector.stop());
      await collector.start();

      const queryApi = createQueryApi({
        ...querySettings,
        clickhouse,
        readiness: async () => collector.ready(),
      });
      started.push(() => queryApi.stop());
      await queryApi.start();

      const { otlpHttp, otlpGrpc } = collector;
      const line = { api: queryApi.url, otlpHttp, otlpGrpc, clickhouse: clickhouse.url };
      process.stdout.write(`throughline ready ${JSON.stringify(line)}\n`);
    },
    async stop() {
      const errors: unknown[] = [];
      for (const stop of started.splice(0).toReversed()) await stop().catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw new AggregateError(errors, "not everything stopped cleanly");
    },
  };

  async function startEmbedded(): Promise<ClickHouseOptions> {
    const engine = embedded as EmbeddedClickHouse;
    engine.on("down", (reason) => process.stderr.write(`throughline: the embedded ClickHouse is down (${reason}), starting it again\n`));
    engine.on("up", () => process.stderr.write("throughline: the embedded ClickHouse is up again\n"));
    started.push(() => engine.stop());
    await directory.startEngine(engine);
    return { url: engine.url, username: engine.username, password: engine.password, database };
  }
}
