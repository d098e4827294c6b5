import { logs, type Logger, type LoggerOptions, type LoggerProvider } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { logRecordLimits } from "../environment/limits.ts";
import type { Queues } from "../delivery/queues.ts";
import { logOutlets } from "./log-outlets.ts";
import { RecordLogger, type RecordMaking } from "./record-logger.ts";

/** Makes our logger provider the global one, set up by the environment. Nothing for `OTEL_LOGS_EXPORTER=none`. */
export function provideLoggers(resource: Resource, queues: Queues): void {
  const outlets = logOutlets(queues);
  if (outlets.length === 0) return;
  const limits = { attributeCountLimit: 128, attributeValueLengthLimit: Infinity, ...logRecordLimits() };
  logs.setGlobalLoggerProvider(new RecordLoggerProvider({ resource, limits, outlets }));
}

/**
 * A logger provider for OpenTelemetry's API that does what the one of `@opentelemetry/sdk-logs` does for its records, at a third of the
 * price: a record is one object, made in one pass.
 */
export class RecordLoggerProvider implements LoggerProvider {
  readonly #making: RecordMaking;
  readonly #loggers = new Map<string, Logger>();

  constructor(making: RecordMaking) {
    this.#making = making;
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    const key = JSON.stringify([name, version, options?.schemaUrl, options?.attributes]);
    let logger = this.#loggers.get(key);
    if (logger === undefined)
      this.#loggers.set(key, (logger = new RecordLogger(this.#making, { name: name || "unknown", version, options })));
    return logger;
  }
}
