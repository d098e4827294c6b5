import type { Settings } from "@throughline/pipeline";
import type { Command } from "commander";

/** The flags of `throughline up`: each wins over its variable. */
const FLAGS = [
  { flag: "--data <dir>", key: "THROUGHLINE_DATA", text: "data directory (default: ./.throughline)" },
  { flag: "--host <address>", key: "THROUGHLINE_HOST", text: "address to bind (default: 127.0.0.1)" },
  { flag: "--port <port>", key: "THROUGHLINE_PORT", text: "query API and UI (default: 3200; 0: any free one)" },
  { flag: "--otlp-http-port <port>", key: "THROUGHLINE_OTLP_HTTP_PORT", text: "OTLP/HTTP (default: 4318)" },
  { flag: "--otlp-grpc-port <port>", key: "THROUGHLINE_OTLP_GRPC_PORT", text: "OTLP/gRPC (default: 4317)" },
  {
    flag: "--clickhouse-url <url>",
    key: "CLICKHOUSE_URL",
    text: "ClickHouse server to use; of a cluster every one (default: the embedded one)",
  },
  { flag: "--cluster <name>", key: "THROUGHLINE_CLUSTER", text: "ClickHouse servers are the cluster of that name (default: one machine)" },
  {
    flag: "--retention <durations>",
    key: "THROUGHLINE_RETENTION",
    text: "how long data is kept; behind it what differs: 30d,logs=7d,profiles=3d (default: 7d)",
  },
  {
    flag: "--disk-budget <share or bytes>",
    key: "THROUGHLINE_DISK_BUDGET",
    text: "what is stored may take so much; the oldest days are removed before it takes more (default: 80% of the volume)",
  },
  {
    flag: "--queue-max-bytes <bytes>",
    key: "THROUGHLINE_QUEUE_MAX_BYTES",
    text: "requests that may wait on disk for ClickHouse (default: 4GiB)",
  },
  {
    flag: "--redact-keys <keys>",
    key: "THROUGHLINE_REDACT_KEYS",
    text: "attributes whose values are never stored, with commas between; * stands for any characters",
  },
  {
    flag: "--redact-patterns <patterns>",
    key: "THROUGHLINE_REDACT_PATTERNS",
    text: "what is taken out of any text before it is stored: names such as @email,@credit-card, or regular expressions, one a line",
  },
  { flag: "--tls-cert <file>", key: "THROUGHLINE_TLS_CERT", text: "certificate in PEM for every listener; replaced without a restart" },
  { flag: "--tls-key <file>", key: "THROUGHLINE_TLS_KEY", text: "its key" },
  { flag: "--insecure", key: "THROUGHLINE_INSECURE", text: "serve addresses other than loopback without tokens" },
] as const;

/** Adds `throughline up`: everything on one machine. */
export function up(program: Command): void {
  const command = program.command("up").description("run everything on this machine until Ctrl-C");
  for (const { flag, key, text } of FLAGS) command.option(flag, `${text} [${key}]`);
  command.action(async (options: Record<string, string | true>) => {
    // Only now: the other commands have no need of it, and it takes a while.
    const [pipeline, { createAllInOne }] = await Promise.all([import("@throughline/pipeline"), import("./all-in-one.ts")]);
    const settings = pipeline.Settings.fromEnvironment(process.env);
    override(settings, options);
    const service = createAllInOne(settings);
    settings.sayMisspelt();
    await pipeline.runUntilSignal(service);
  });
}

function override(settings: Settings, options: Record<string, string | true>): void {
  for (const { flag, key } of FLAGS) {
    const [name = ""] = flag.split(" ");
    const value = options[camelCase(name)];
    if (value !== undefined) settings.set(key, name, value === true ? "1" : value);
  }
}

/** How commander names the option of a flag. */
function camelCase(flag: string): string {
  return flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
