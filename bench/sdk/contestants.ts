import { fileURLToPath } from "node:url";
import { npmPeer } from "../kit/peer.ts";

/** A way to instrument a process, or none. */
export interface Contestant {
  readonly name: string;
  /** How it was configured, for the report: what is not said there is its default. */
  readonly setUp: string;
  /** Node's flags that put it in front of an app; installs it. */
  flags(): readonly string[];
  /** Environment that makes it deliver to the sink on `port` of loopback, and to nobody else. */
  environment(port: number): Readonly<Record<string, string>>;
  /** Spans that it delivers for a request that is served and calls another service. */
  readonly spansPerRequest: number;
}

const REGISTER = new URL("../../packages/sdk/dist/register.js", import.meta.url).href;
const FLUSH_MS = "1000";

const otlp = (port: number) => ({
  OTEL_SERVICE_NAME: "front",
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  OTEL_METRICS_EXPORTER: "none",
  OTEL_LOGS_EXPORTER: "otlp",
  OTEL_BSP_SCHEDULE_DELAY: FLUSH_MS,
  OTEL_BLRP_SCHEDULE_DELAY: FLUSH_MS,
});

/** A peer's own file that starts it, by `--import` or `--require`. */
const startOf = (flag: "--import" | "--require", peer: string, file: string) => [flag, `${npmPeer(peer)}/${file}`];

const plain: Contestant = { name: "plain", setUp: "nothing", flags: () => [], environment: () => ({}), spansPerRequest: 0 };

const ours: Contestant = {
  name: "**ours**",
  setUp: "`--import @throughline/sdk/register`, without the sampler of stacks, which the others here do not have or have off",
  flags: () => ["--import", REGISTER],
  environment: (port) => ({ ...otlp(port), THROUGHLINE_PROFILING: "0" }),
  spansPerRequest: 2,
};

const stock: Contestant = {
  name: "OpenTelemetry",
  setUp: "`NodeSDK` 0.301 with instrumentation-http, instrumentation-undici and the OTLP http/protobuf exporter",
  flags: () => startOf("--require", "otel-node", "start.cjs"),
  environment: otlp,
  spansPerRequest: 2,
};

const unsampled = (contestant: Contestant, name: string): Contestant => ({
  ...contestant,
  name,
  setUp: `the same with \`OTEL_TRACES_SAMPLER=always_off\``,
  environment: (port) => ({ ...contestant.environment(port), OTEL_TRACES_SAMPLER: "always_off" }),
  spansPerRequest: 0,
});

/** All of them, by the name that `--only` takes. OpenTelemetry's and ours send after a second at most; so do the others. */
export const CONTESTANTS = {
  plain,
  ours,
  stock,
  "ours-profiled": {
    ...ours,
    name: "**ours, with its sampler**",
    setUp: "the same as it is by default: stacks sampled 99 times a second",
    environment: otlp,
  },
  "ours-unsampled": unsampled(ours, "**ours, unsampled**"),
  "stock-unsampled": unsampled(stock, "OpenTelemetry, unsampled"),
  dd: {
    name: "dd-trace",
    setUp: "`--require dd-trace/init`, its agent's protocol, without profiler, remote configuration and telemetry",
    flags: () => startOf("--require", "dd-trace", "start.cjs"),
    environment: (port) => ({
      DD_SERVICE: "front",
      DD_TRACE_AGENT_URL: `http://127.0.0.1:${port}`,
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: "false",
      DD_REMOTE_CONFIGURATION_ENABLED: "false",
      DD_RUNTIME_METRICS_ENABLED: "false",
      DD_TRACE_STARTUP_LOGS: "false",
      DD_TRACE_FLUSH_INTERVAL: FLUSH_MS,
      DD_TRACE_SAMPLE_RATE: "1",
      DD_TRACE_RATE_LIMIT: "-1",
    }),
    spansPerRequest: 2,
  },
  elastic: {
    name: "elastic-apm-node",
    setUp: "`--require elastic-apm-node/start`, without metrics and central configuration",
    flags: () => startOf("--require", "elastic-apm", "start.cjs"),
    environment: (port) => ({
      ELASTIC_APM_SERVICE_NAME: "front",
      ELASTIC_APM_SERVER_URL: `http://127.0.0.1:${port}`,
      ELASTIC_APM_CENTRAL_CONFIG: "false",
      ELASTIC_APM_CLOUD_PROVIDER: "none",
      ELASTIC_APM_METRICS_INTERVAL: "0s",
      ELASTIC_APM_API_REQUEST_TIME: "1s",
      ELASTIC_APM_LOG_LEVEL: "off",
    }),
    spansPerRequest: 2,
  },
  sentry: {
    name: "@sentry/node",
    setUp: "`init({ dsn, tracesSampleRate: 1 })`",
    flags: () => startOf("--import", "sentry", "start.mjs"),
    environment: (port) => ({ SENTRY_DSN: `http://key@127.0.0.1:${port}/1` }),
    spansPerRequest: 2,
  },
} as const satisfies Record<string, Contestant>;

export type ContestantName = keyof typeof CONTESTANTS;

/** What the services under test are made of. */
export const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
