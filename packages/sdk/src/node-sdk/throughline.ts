import { isMainThread } from "node:worker_threads";
import { getBooleanFromEnv } from "@opentelemetry/core";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import type { NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import { propagatorAround, propagatorFromEnv } from "../correlation/propagator.ts";
import { Queues } from "../delivery/queues.ts";
import { bridgeConsole } from "../logger/bridges/console.ts";
import { logOutlets } from "../logger/log-outlets.ts";
import { logNodeWarning, logUncaughtException } from "../logger/process-events.ts";
import { OpenSpans } from "../open-spans/open-spans.ts";
import { flushWithin, MAX_WAIT_MILLIS, watchProcess } from "../process/process-end.ts";
import { isStarted, startedOr } from "../process/started.ts";
import { warn } from "../process/warn.ts";
import { followContexts } from "../profiler/followed-contexts.ts";
import { type Profiler, startProfiler } from "../profiler/profiler.ts";
import { CorrelationSpanProcessor, exportInto, spanProcessors } from "../trace/span-processors.ts";
import { startWatchdog, type Watchdog } from "../watchdog/watchdog.ts";
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
  let watchdog: Watchdog | undefined;
  let profiler: Profiler | undefined;
  const contexts = followContexts(configuration.contextManager ?? new AsyncLocalStorageContextManager());
  const processWatch = watchProcess(queues, isMainThread, {
    idle: () => profiler?.handOver(),
    lastWords: (reason) => {
      openSpans.lastWords(reason);
      if (reason === "exit") {
        watchdog?.stop();
        profiler?.stop();
      } else profiler?.handOver();
    },
    uncaught: logUncaughtException,
    warning: logNodeWarning,
  });
  const witness = new ResourceWitness((resource) => {
    watchdog = startWatchdog({
      resource,
      courier: queues.courier,
      // Processors of the app's own send the reports, too.
      ...(configuration.logRecordProcessors !== undefined && { way: "logger" }),
      sources: {
        openSpans: () => openSpans.count(),
        droppedSpans: () => queues.dropped("traces"),
        droppedLogRecords: () => queues.dropped("logs"),
      },
      stuck: () => processWatch.letSignalsKill(),
      unstuck: () => processWatch.catchSignals(),
      isEnding: () => processWatch.isEnding(),
    });
    profiler = startProfiler({ resource, queues, contexts, isEnding: () => processWatch.isEnding() });
  });
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
