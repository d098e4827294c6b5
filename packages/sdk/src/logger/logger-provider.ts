import { logs } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { LoggerProvider } from "@opentelemetry/sdk-logs";
import { logRecordLimits } from "../environment/limits.ts";
import type { Queues } from "../delivery/queues.ts";
import { logProcessors } from "./log-processors.ts";

/** Makes OpenTelemetry's logger provider the global one, set up by the environment. Nothing for `OTEL_LOGS_EXPORTER=none`. */
export function provideLoggers(resource: Resource, queues: Queues): void {
  const processors = logProcessors(queues);
  if (processors.length === 0) return;
  logs.setGlobalLoggerProvider(new LoggerProvider({ resource, logRecordLimits: logRecordLimits(), processors }));
}
