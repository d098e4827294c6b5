import { isMainThread } from "node:worker_threads";
import type { Resource } from "@opentelemetry/resources";
import type { Queues } from "../delivery/queues.ts";
import { logNodeWarning, logUncaughtException } from "../logger/process-events.ts";
import type { OpenSpans } from "../open-spans/open-spans.ts";
import type { FollowedContexts } from "../profiler/followed-contexts.ts";
import { type Profiler, startProfiler } from "../profiler/profiler.ts";
import type { ReportWay } from "../watchdog/report-way.ts";
import { startWatchdog, type Watchdog } from "../watchdog/watchdog.ts";
import { watchProcess } from "./process-end.ts";

/** What is told of the process. */
export interface Observed {
  readonly queues: Queues;
  readonly openSpans: OpenSpans;
  readonly contexts: FollowedContexts;
}

/** What looks at the process itself, rather than at what it does for others. */
export interface ProcessObservation {
  /**
   * Starts the watchdog and the profiler, once it is known for whom they speak.
   *
   * @param resource of this process's spans and logs
   * @param way how the watchdog's reports leave the process; by default as the environment says
   */
  begin(resource: Resource, way?: ReportWay): void;
  /** Ends all of it and takes the listeners away. What is known by then is queued. */
  stop(): void;
}

/** Watches how this process ends, from here on, and says what is known then: of open spans, blocks, samples and errors. Never throws. */
export function observeProcess({ queues, openSpans, contexts }: Observed): ProcessObservation {
  let watchdog: Watchdog | undefined;
  let profiler: Profiler | undefined;
  const stopSampling = (): void => {
    watchdog?.stop();
    profiler?.stop();
  };
  const watch = watchProcess(queues, isMainThread, {
    idle: () => profiler?.handOver(),
    lastWords: (reason) => {
      openSpans.lastWords(reason);
      if (reason === "exit") stopSampling();
      else profiler?.handOver();
    },
    uncaught: logUncaughtException,
    warning: logNodeWarning,
  });
  const isEnding = () => watch.isEnding();
  return {
    begin(resource, way) {
      watchdog = startWatchdog({
        resource,
        courier: queues.courier,
        ...(way !== undefined && { way }),
        sources: {
          openSpans: () => openSpans.count(),
          isSampled: () => profiler?.isSampling ?? false,
          droppedSpans: () => queues.dropped("traces"),
          droppedLogRecords: () => queues.dropped("logs"),
        },
        stuck: () => watch.letSignalsKill(),
        unstuck: () => watch.catchSignals(),
        isEnding,
      });
      profiler = startProfiler({ resource, queues, contexts, isEnding });
    },
    stop() {
      watch.leave();
      stopSampling();
    },
  };
}
