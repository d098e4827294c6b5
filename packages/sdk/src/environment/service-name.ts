import { getStringFromEnv, parseKeyPairsIntoRecord } from "@opentelemetry/core";

let given: string | undefined;

/** Sets the name that `start({ serviceName })` was given; it goes before the environment's. */
export function nameService(name: string | undefined): void {
  given = name;
}

/** The name of this service on log lines, as OpenTelemetry's resource has it. */
export function serviceName(): string {
  return (given ??=
    getStringFromEnv("OTEL_SERVICE_NAME") ??
    parseKeyPairsIntoRecord(getStringFromEnv("OTEL_RESOURCE_ATTRIBUTES"))["service.name"] ??
    "unknown_service:node");
}
