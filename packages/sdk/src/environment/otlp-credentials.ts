import { readFileSync } from "node:fs";
import { getStringFromEnv } from "@opentelemetry/core";
import type { TlsCredentials } from "../delivery/otlp-target.ts";
import { warn } from "../process/warn.ts";

/** The PEM files that OpenTelemetry's variables name for a signal ("TRACES", "LOGS" …). One that cannot be read is left out, with a warning. */
export function otlpCredentials(signal: string): TlsCredentials {
  const ca = pem(signal, "CERTIFICATE");
  const cert = pem(signal, "CLIENT_CERTIFICATE");
  const key = pem(signal, "CLIENT_KEY");
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function pem(signal: string, name: string): Buffer | undefined {
  const path = getStringFromEnv(`OTEL_EXPORTER_OTLP_${signal}_${name}`) ?? getStringFromEnv(`OTEL_EXPORTER_OTLP_${name}`);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    warn(`cannot read OTEL_EXPORTER_OTLP_${name}: ${(error as Error).message}`);
    return undefined;
  }
}
