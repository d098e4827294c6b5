/** `npm run demo`: the shop under a bounded load, against a collector that runs already; then an action to look at. */
import { parseArgs } from "node:util";
import { checkCollector, otlpHeaders } from "./collector-check.ts";
import { startShop } from "./fleet.ts";
import { JobStore } from "./job-store.ts";
import { runLoad } from "./load.ts";
import { report } from "./report.ts";

const HELP = `Usage: npm run demo -- [--requests N] [--rate N] [--port N] [--no-nginx] [--verbose]

  --requests N   how many actions to perform (150)
  --rate N       how many a second (5)
  --port N       where the query API listens (THROUGHLINE_PORT, 3200)
  --no-nginx     call the gateway directly even if nginx is installed
  --verbose      print what the services log

Spans and logs go to OTEL_EXPORTER_OTLP_ENDPOINT (http://127.0.0.1:4318).
`;

/** How long the last confirmations may take to be sent. */
const DRAIN_MS = 10_000;

interface Settings {
  requests: number;
  rate: number;
  port: number;
  nginx: boolean;
  verbose: boolean;
  endpoint: string;
  headers: string;
}

function settings(): Settings | "help" {
  const flags = { requests: "150", rate: "5", port: process.env.THROUGHLINE_PORT ?? "3200" };
  const { values } = parseArgs({
    options: {
      requests: { type: "string", default: flags.requests },
      rate: { type: "string", default: flags.rate },
      port: { type: "string", default: flags.port },
      "no-nginx": { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const token = process.env.THROUGHLINE_INGEST_TOKEN?.split(",")[0];
  return {
    requests: positive("requests", values.requests, 1e6),
    rate: positive("rate", values.rate, 1e3),
    port: positive("port", values.port, 65535),
    nginx: !values["no-nginx"],
    verbose: values.verbose,
    endpoint: (process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? `http://127.0.0.1:${process.env.THROUGHLINE_OTLP_HTTP_PORT ?? 4318}`).replace(
      /\/$/,
      "",
    ),
    headers: process.env.OTEL_EXPORTER_OTLP_HEADERS ?? (token ? `authorization=Bearer%20${encodeURIComponent(token)}` : ""),
  };
}

function positive(flag: string, value: string, max: number): number {
  const number = Number(value);
  if (!(number > 0 && number <= max)) throw new RangeError(`Cannot use --${flag} "${value}": not a number from 1 to ${max}`);
  return number;
}

async function main({ requests, rate, port, nginx, verbose, endpoint, headers }: Settings): Promise<number> {
  const collector = await checkCollector(endpoint, otlpHeaders(headers));
  if (collector !== "ok") {
    const why =
      collector === "nobody" ? "nobody takes OTLP there; run `npm start` first" : "it wants a token; set THROUGHLINE_INGEST_TOKEN";
    process.stderr.write(`demo: Cannot send to "${endpoint}": ${why}\n`);
    return 1;
  }
  process.stdout.write("demo: starting ten services\n");
  const onLine = verbose ? (service: string, line: string) => process.stdout.write(`${service.padEnd(16)}${line}\n`) : undefined;
  const shop = await startShop({
    otlpEndpoint: endpoint,
    ...(nginx ? {} : { nginx: false }),
    ...(headers ? { env: { OTEL_EXPORTER_OTLP_HEADERS: headers } } : {}),
    ...(onLine ? { onLine } : {}),
  });
  try {
    process.stdout.write(`demo: shop open at ${shop.entryUrl}${shop.nginx ? " (nginx)" : ""}; ${requests} actions, ${rate} a second\n`);
    const outcomes = await runLoad({ entryUrl: shop.entryUrl, requests, rate, signal: interrupted.signal });
    if (!interrupted.signal.aborted)
      await new JobStore(shop.jobsDir).drained(AbortSignal.any([interrupted.signal, AbortSignal.timeout(DRAIN_MS)]));
    process.stdout.write(report(outcomes, `http://127.0.0.1:${port}`));
    return outcomes.some(({ status }) => status === 0) && !interrupted.signal.aborted ? 1 : 0;
  } finally {
    await shop.stop();
  }
}

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());
// Whoever started us with a channel is gone when the channel is.
process.on("disconnect", () => interrupted.abort());

try {
  const chosen = settings();
  if (chosen === "help") process.stdout.write(HELP);
  else process.exit(await main(chosen)); // the channel to whoever started us would hold the process
} catch (error) {
  // An interrupted start fails because its services were interrupted too.
  if (interrupted.signal.aborted) process.exit(0);
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
