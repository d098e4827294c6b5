/** The query API as a process of its own: what compose and a cluster run. Configured by environment variables. */
import { clickhouseServer, migrateReachable } from "@throughline/clickhouse";
import { fail, runUntilSignal, Settings, StartError } from "@throughline/pipeline";
import { createQueryApi } from "./query-api.ts";
import { queryApiConfig } from "./settings.ts";

const settings = Settings.fromEnvironment(process.env);
try {
  const clickhouse = clickhouseServer(settings);
  if (!clickhouse) throw new StartError("Cannot start without CLICKHOUSE_URL: expected http://HOST:PORT of a ClickHouse server");
  const config = queryApiConfig(settings, clickhouse);
  settings.sayMisspelt();
  const queryApi = createQueryApi(config);
  await runUntilSignal({
    async start() {
      await migrateReachable(clickhouse, { retention: config.retention });
      await queryApi.start();
      process.stdout.write(`throughline ready ${JSON.stringify({ api: queryApi.url })}\n`);
    },
    stop: () => queryApi.stop(),
  });
} catch (error) {
  fail(error);
}
