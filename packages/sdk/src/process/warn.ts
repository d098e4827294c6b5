import { format } from "node:util";
import { diag, DiagLogLevel, type DiagLogger } from "@opentelemetry/api";
import { getStringFromEnv } from "@opentelemetry/core";
import { writeLine } from "./write-line.ts";

const MAX_WARNINGS = 20;
const MAX_LENGTH = 400;

/** What OpenTelemetry says about an address that is no URL; `checkEndpoint` says it better. */
const UNCLEAR = "Could not parse environment-provided export URL";

const said = new Set<string>();

/**
 * Says one line on stderr about something that the SDK could not do. Never throws.
 *
 * @param topic what makes two warnings the same; each is said once per process. By default the message without its numbers.
 */
export function warn(message: string, topic: string = message.replace(/\d+/g, "#")): void {
  if (said.has(topic) || said.size >= MAX_WARNINGS) return;
  said.add(topic);
  writeLine("stderr", `throughline: ${(message.split("\n", 1)[0] ?? "").slice(0, MAX_LENGTH)}`);
}

/** Sends what OpenTelemetry warns about through `warn`, unless `OTEL_LOG_LEVEL` asks for OpenTelemetry's own output. */
export function warnOfDiagnostics(): void {
  if (getStringFromEnv("OTEL_LOG_LEVEL") !== undefined) return;
  const say = (...args: unknown[]): void => {
    const message = format(...args);
    if (!message.includes(UNCLEAR)) warn(message);
  };
  const silent = (): void => {};
  const logger: DiagLogger = { error: say, warn: say, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
