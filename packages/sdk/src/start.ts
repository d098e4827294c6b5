import { isMainThread } from "node:worker_threads";
import { getBooleanFromEnv, getStringFromEnv } from "@opentelemetry/core";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { instrumentEsmImports } from "./trace/esm-imports.ts";
import { instrumentations } from "./trace/instrumentations.ts";
import { leastSeverity } from "./logger/log-level.ts";
import { logProcessors } from "./logger/log-processors.ts";
import { flushAtProcessEnd, flushWithin, MAX_WAIT_MILLIS } from "./process/process-end.ts";
import { propagatorFromEnv } from "./correlation/propagator.ts";
import { Queues } from "./delivery/queues.ts";
import { nameService } from "./environment/service-name.ts";
import { spanProcessors } from "./trace/span-processors.ts";
import { warn, warnOfDiagnostics } from "./process/warn.ts";

/** What can be said in code. Everything else is read from the environment. */
export interface StartOptions {
  /** The service's name; goes before `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string;
}

/** The running SDK. */
export interface Sdk {
  /** Delivers what is queued, for two seconds at most, and stops. Safe to call twice; never rejects. */
  shutdown(): Promise<void>;
}

/** Where every copy of this package finds the one that was started in this thread. */
const STARTED = Symbol.for("throughline.sdk");

const started = globalThis as { [STARTED]?: Sdk };

/**
 * Instruments this thread: spans, logs and correlation IDs from here on. What was imported before is not instrumented, so
 * `node --import @throughline/sdk/register app.js` is the better way.
 *
 * Never throws: what cannot be set up is said in one line on stderr, and the app runs without it. A second call returns
 * what the first one returned.
 */
export function start(options: StartOptions = {}): Sdk {
  return (started[STARTED] ??= startOnce(options));
}

function startOnce(options: StartOptions): Sdk {
  try {
    nameService(options.serviceName);
    leastSeverity();
    warnOfDiagnostics();
    return getBooleanFromEnv("OTEL_SDK_DISABLED") ? idle : startNodeSdk(options);
  } catch (error) {
    warn(`cannot start: ${error instanceof Error ? error.message : String(error)}. The app runs without telemetry`);
    return idle;
  }
}

const idle: Sdk = { shutdown: async () => {} };

function startNodeSdk(options: StartOptions): Sdk {
  const queues = new Queues();
  const sdk = new NodeSDK({
    ...(options.serviceName !== undefined && { serviceName: options.serviceName }),
    ...(getStringFromEnv("OTEL_METRICS_EXPORTER") === undefined && { metricReaders: [] }),
    instrumentations: instrumentations(),
    logRecordProcessors: logProcessors(queues),
    spanProcessors: spanProcessors(queues),
    textMapPropagator: propagatorFromEnv(),
  });
  sdk.start();
  instrumentEsmImports();
  const leaveProcess = flushAtProcessEnd(queues, isMainThread);
  let stopped: Promise<void> | undefined;
  return {
    shutdown: () =>
      (stopped ??= (async () => {
        leaveProcess();
        await flushWithin(queues, MAX_WAIT_MILLIS);
        sdk.shutdown().catch(() => {});
      })()),
  };
}
