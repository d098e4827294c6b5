import { getStringListFromEnv } from "@opentelemetry/core";

const PREFIX = "@opentelemetry/instrumentation-";

/**
 * Whether the instrumentation of this short name (`http`, `pg`, `pino` …) is wanted: all are, unless
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` lists the only ones, and but for those of `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function isInstrumentationEnabled(name: string): boolean {
  const enabled = listed("OTEL_NODE_ENABLED_INSTRUMENTATIONS");
  return (enabled.length === 0 || enabled.includes(name)) && !listed("OTEL_NODE_DISABLED_INSTRUMENTATIONS").includes(name);
}

function listed(variable: string): string[] {
  return (getStringListFromEnv(variable) ?? []).map((name) => name.replace(PREFIX, ""));
}
