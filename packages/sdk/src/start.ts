import { context, propagation } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { getBooleanFromEnv } from "@opentelemetry/core";
import { Queues } from "./delivery/queues.ts";
import { startMetrics } from "./environment/metrics.ts";
import { resourceFromEnv } from "./environment/resource.ts";
import { nameService } from "./environment/service-name.ts";
import { propagatorFromEnv } from "./correlation/propagator.ts";
import { instrumentHttp } from "./http/instrument-http.ts";
import { instrumentLibraries } from "./libraries/instrument-libraries.ts";
import { carryContextToThreads } from "./libraries/worker-threads.ts";
import { bridgeConsole } from "./logger/bridges/console.ts";
import { logLevels } from "./logger/log-level.ts";
import { provideLoggers } from "./logger/logger-provider.ts";
import { OpenSpans } from "./open-spans/open-spans.ts";
import { observeProcess } from "./process/observe-process.ts";
import { flushWithin, MAX_WAIT_MILLIS } from "./process/process-end.ts";
import { startedOr, type Sdk } from "./process/started.ts";
import { warn, warnOfDiagnostics } from "./process/warn.ts";
import { followContexts } from "./profiler/followed-contexts.ts";
import { provideTracers } from "./trace/tracer-provider.ts";

/** What can be said in code. Everything else is read from the environment. */
export interface StartOptions {
  /** The service's name; goes before `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string;
}

/**
 * Instruments this thread: spans, logs and correlation IDs from here on. What was imported before is not instrumented, so
 * `node --import @throughline/sdk/register app.js` is the better way.
 *
 * Never throws: what cannot be set up is said in one line on stderr, and the app runs without it. A second call returns
 * what the first one returned.
 */
export function start(options: StartOptions = {}): Sdk {
  return startedOr(() => startOnce(options));
}

function startOnce(options: StartOptions): Sdk {
  try {
    nameService(options.serviceName);
    logLevels();
    warnOfDiagnostics();
    return getBooleanFromEnv("OTEL_SDK_DISABLED") ? idle : startParts(options);
  } catch (error) {
    warn(`cannot start: ${error instanceof Error ? error.message : String(error)}. The app runs without telemetry`);
    return idle;
  }
}

const idle: Sdk = { shutdown: async () => {} };

function startParts(options: StartOptions): Sdk {
  const queues = new Queues();
  const resource = resourceFromEnv(options.serviceName);
  const contexts = followContexts(new AsyncLocalStorageContextManager());
  context.setGlobalContextManager(contexts.manager);
  const propagator = propagatorFromEnv();
  if (propagator !== undefined) propagation.setGlobalPropagator(propagator);
  const openSpans = new OpenSpans();
  provideTracers(resource, queues, openSpans);
  provideLoggers(resource, queues);
  const metrics = startMetrics(resource);
  instrumentHttp({ metrics: metrics !== undefined });
  instrumentLibraries();
  const observation = observeProcess({ queues, openSpans, contexts });
  observation.begin(resource);
  // After the profiler has started: the samples of a worker thread's first file are to know the action that started it.
  carryContextToThreads(contexts);
  bridgeConsole();
  let stopped: Promise<void> | undefined;
  return {
    shutdown: () =>
      (stopped ??= (async () => {
        observation.stop();
        await flushWithin(queues, MAX_WAIT_MILLIS);
        queues.stop();
        metrics?.shutdown().catch(() => {});
      })()),
  };
}
