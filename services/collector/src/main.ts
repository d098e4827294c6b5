/** The collector as a process of its own: what compose and a cluster run. Configured by environment variables. */
import { clickhouseServer, migrateWhenReachable } from "@throughline/clickhouse";
import { fail, runUntilSignal, Settings, StartError } from "@throughline/pipeline";
import { type Collector, createCollector } from "./collector.ts";
import { collectorConfig } from "./settings.ts";

const settings = Settings.fromEnvironment(process.env);
try {
  const clickhouse = clickhouseServer(settings);
  if (!clickhouse) throw new StartError("Cannot start without CLICKHOUSE_URL: expected http://HOST:PORT of a ClickHouse server");
  const config = collectorConfig(settings, clickhouse);
  settings.sayMisspelt();
  let collector: Collector | undefined;
  const stopping = new AbortController();
  await runUntilSignal({
    async start() {
      // Senders are served at once: while ClickHouse is away, what they send waits in the queue.
      const migration = { retention: config.retention };
      const away = Promise.withResolvers<void>();
      const schema = migrateWhenReachable(clickhouse, migration, {
        signal: stopping.signal,
        onAway(reason) {
          process.stderr.write(`throughline collector: ${reason}; what comes waits in the queue\n`);
          away.resolve();
        },
      });
      schema.catch(fail);
      collector = await createCollector(config, schema);
      await collector.start();
      await Promise.race([schema, away.promise]);
      const { otlpHttp, otlpGrpc } = collector;
      process.stdout.write(`throughline ready ${JSON.stringify({ otlpHttp, otlpGrpc })}\n`);
    },
    async stop() {
      stopping.abort();
      await collector?.stop();
    },
  });
} catch (error) {
  fail(error);
}
