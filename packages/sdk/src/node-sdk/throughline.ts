import { getBooleanFromEnv } from "@opentelemetry/core";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import type { NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import { propagatorAround, propagatorFromEnv } from "../correlation/propagator.ts";
import { Queues } from "../delivery/queues.ts";
import { bridgeConsole } from "../logger/bridges/console.ts";
import { logOutlets } from "../logger/log-outlets.ts";
import { OpenSpans } from "../open-spans/open-spans.ts";
import { observeProcess } from "../process/observe-process.ts";
import { flushWithin, MAX_WAIT_MILLIS } from "../process/process-end.ts";
import { isStarted, startedOr } from "../process/started.ts";
import { warn } from "../process/warn.ts";
import { followContexts } from "../profiler/followed-contexts.ts";
import { CorrelationSpanProcessor, exportInto, spanProcessors } from "../trace/span-processors.ts";
import { CorrelationLogProcessor } from "./correlation-log-processor.ts";
import { OutletLogProcessor } from "./outlet-log-processor.ts";
import { ResourceWitness } from "./resource-witness.ts";

/**
 * Adds Throughline's parts to the configuration of a stock `NodeSDK`: correlation IDs on all that it sends and on every request, spans that have
 * not ended, blocks of the event loop, stack samples, uncaught errors as log records, and what is queued delivered at the end of the process. The logger works with any SDK.
 *
 * Exporters and processors that the configuration names are used as they are; where it names none, the environment's are, as in a stock SDK.
 *
 * ```js
 * const sdk = new NodeSDK(throughline({ traceExporter: new OTLPTraceExporter(), instrumentations: [new HttpInstrumentation(httpHooks)] }));
 * ```
 */
export function throughline(configuration: Partial<NodeSDKConfiguration> = {}): Partial<NodeSDKConfiguration> {
  if (getBooleanFromEnv("OTEL_SDK_DISABLED")) return configuration;
  if (isStarted()) {
    warn("Throughline's parts are in this process already, by `register` or an earlier call: they are not added again");
    return configuration;
  }
  const queues = new Queues();
  startedOr(() => ({ shutdown: () => flushWithin(queues, MAX_WAIT_MILLIS) }));
  const openSpans = new OpenSpans();
  bridgeConsole();
  const contexts = followContexts(configuration.contextManager ?? new AsyncLocalStorageContextManager());
  const observation = observeProcess({ queues, openSpans, contexts });
  // Processors of the app's own send the watchdog's reports, too.
  const way = configuration.logRecordProcessors && "logger";
  const witness = new ResourceWitness((resource) => observation.begin(resource, way));
  const exporting = exportingProcessors(configuration, queues);
  const logProcessors = configuration.logRecordProcessors ?? logOutlets(queues).map((outlet) => new OutletLogProcessor(outlet, queues));
  const { textMapPropagator } = configuration;
  return {
    ...configuration,
    ...(configuration.contextManager !== null && { contextManager: contexts.manager }),
    textMapPropagator: textMapPropagator
      ? propagatorAround(textMapPropagator)
      : textMapPropagator === null
        ? null
        : (propagatorFromEnv() ?? null),
    ...(exporting.length > 0 && { spanProcessors: [witness, openSpans, new CorrelationSpanProcessor(), ...exporting] }),
    ...(logProcessors.length > 0 && { logRecordProcessors: [witness, new CorrelationLogProcessor(), ...logProcessors] }),
  };
}

function exportingProcessors(
  { spanProcessors: own, traceExporter }: Partial<NodeSDKConfiguration>,
  queues: Queues,
): readonly SpanProcessor[] {
  if (own !== undefined) return own;
  return traceExporter === undefined ? spanProcessors(queues) : [exportInto(traceExporter, queues)];
}
