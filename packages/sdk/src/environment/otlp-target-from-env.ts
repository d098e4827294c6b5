import { getNumberFromEnv, getStringFromEnv, parseKeyPairsIntoRecord } from "@opentelemetry/core";
import type { OtlpTarget } from "../delivery/otlp-target.ts";
import type { Signal } from "../delivery/signal.ts";
import { warn } from "../process/warn.ts";
import { otlpCredentials } from "./otlp-credentials.ts";

const PATHS: Readonly<Record<Signal, string>> = {
  traces: "v1/traces",
  logs: "v1/logs",
  profiles: "v1development/profiles",
};

/**
 * Where a signal goes by OTLP/HTTP, from `OTEL_EXPORTER_OTLP_…` and the signal's own `OTEL_EXPORTER_OTLP_TRACES_…`, which go before
 * (OpenTelemetry specification, "OTLP Exporter Configuration"). Compresses unless told not to.
 */
export function otlpTargetFromEnv(signal: Signal): OtlpTarget {
  const own = signal.toUpperCase();
  const [timeoutMillis] = both(own, "TIMEOUT", getNumberFromEnv, (millis) => millis > 0, "a number of milliseconds greater than 0");
  const compressions = both(own, "COMPRESSION", trimmed, (name) => name === "gzip" || name === "none", "gzip or none");
  return {
    url: url(own, PATHS[signal]),
    headers: {
      ...parseKeyPairsIntoRecord(getStringFromEnv("OTEL_EXPORTER_OTLP_HEADERS")),
      ...parseKeyPairsIntoRecord(getStringFromEnv(`OTEL_EXPORTER_OTLP_${own}_HEADERS`)),
    },
    timeoutMillis,
    gzip: compressions[0] !== "none",
    credentials: otlpCredentials(own),
  };
}

/** A signal's own address is used as it stands; the one for all is the base of the signal's path. `checkEndpoint` warns of those that are none. */
function url(signal: string, path: string): string {
  const own = trimmed(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);
  if (own !== undefined && URL.canParse(own)) return new URL(own).href;
  const all = trimmed("OTEL_EXPORTER_OTLP_ENDPOINT");
  const base = new URL(all !== undefined && URL.canParse(all) ? all : "http://localhost:4318");
  base.pathname = `${base.pathname.replace(/\/$/, "")}/${path}`;
  return base.href;
}

const trimmed = (name: string): string | undefined => getStringFromEnv(name)?.trim();

/** The good values of a signal's own variable and of the one for all, in this order; a warning for each bad one. */
function both<T extends string | number>(
  signal: string,
  name: string,
  read: (variable: string) => T | undefined,
  accept: (value: T) => boolean,
  expected: string,
): T[] {
  return [`OTEL_EXPORTER_OTLP_${signal}_${name}`, `OTEL_EXPORTER_OTLP_${name}`].flatMap((variable) => {
    const value = read(variable);
    if (value === undefined) return [];
    if (accept(value)) return [value];
    warn(`${variable} must be ${expected}, not "${value}"; it is not used`);
    return [];
  });
}
