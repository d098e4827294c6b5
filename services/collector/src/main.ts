/** The collector as a process of its own: what compose and a cluster run. Configured by environment variables. */
import { clickhouseServer, migrate } from "@throughline/clickhouse";
import { fail, runUntilSignal, Settings, StartError } from "@throughline/pipeline";
import { type Collector, createCollector } from "./collector.ts";
import { collectorConfig } from "./settings.ts";

const settings = Settings.fromEnvironment(process.env);
try {
  const clickhouse = clickhouseServer(settings);
  if (!clickhouse) throw new StartError("Cannot start without CLICKHOUSE_URL: expected http://HOST:PORT of a ClickHouse server");
  const config = collectorConfig(settings, clickhouse);
  let collector: Collector | undefined;
  await runUntilSignal({
    async start() {
      await migrate(clickhouse, { retentionSeconds: config.retention.seconds });
      collector = await createCollector(config);
      await collector.start();
      const { otlpHttp, otlpGrpc } = collector;
      process.stdout.write(`throughline ready ${JSON.stringify({ otlpHttp, otlpGrpc })}\n`);
    },
    stop: async () => collector?.stop(),
  });
} catch (error) {
  fail(error);
}
