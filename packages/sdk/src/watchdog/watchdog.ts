import { isMainThread, MessageChannel, type MessagePort } from "node:worker_threads";
import { type Attributes, logs, ROOT_CONTEXT, SeverityNumber, trace } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { CORRELATION_ID } from "@throughline/model";
import { setCorrelation } from "../correlation/correlation.ts";
import type { Courier } from "../delivery/courier.ts";
import type { ToCourierThread } from "../delivery/courier-messages.ts";
import { warn } from "../process/warn.ts";
import { BLOCKED_EVENT, EVENT_SCOPE } from "./block-report.ts";
import { blockThresholdMillis } from "./block-threshold.ts";
import { type Gap, Heartbeat } from "./heartbeat.ts";
import { type ReportWay, reportWay } from "./report-way.ts";
import { RuntimeNumbers, type RuntimeSources } from "./runtime.ts";
import { installSnapshot } from "./snapshot.ts";
import {
  type FromWatcher,
  newWatchBuffer,
  type PlainResource,
  SESSION,
  SESSION_BARRED,
  SESSION_NONE,
  SESSION_OPEN,
  SETTLED,
  type ToWatcher,
  type WatchData,
  type WatchState,
  watchState,
} from "./watch-messages.ts";

/** What the watchdog works with. */
export interface WatchdogOptions {
  /** Of this process's spans and logs. */
  readonly resource: Resource;
  /** Whose helper thread watches. */
  readonly courier: Courier;
  readonly sources: RuntimeSources;
  /** How reports leave the process; by default as the environment says. */
  readonly way?: ReportWay;
  /** Called when a block has lasted for so long that it may never end, in the middle of whatever runs. Must not throw. */
  readonly stuck: () => void;
  /** Called when the event loop runs again after `stuck`. Must not throw. */
  readonly unstuck: () => void;
  /** Whether the process only waits for its telemetry to be delivered. Then no runtime numbers are added to it. */
  readonly isEnding: () => boolean;
}

export interface Watchdog {
  /**
   * Stops at once. What is known of a block by then is reported.
   *
   * To be called before the process ends, for example in `exit`: Node complains on stderr about an inspector session that is still open then.
   * Blocks for 300 ms at most, and only right after a block. Safe to call twice.
   */
  stop(): void;
}

const RUNTIME_EVENT = "throughline.runtime";
const FIRST_RUNTIME_MILLIS = 1_000;
const RUNTIME_MILLIS = 10_000;

const STOP_MILLIS = 300;
const STOP_STEP_MILLIS = 2;

const OFF: Watchdog = { stop() {} };

/**
 * Watches this process: reports blocks of the main thread's event loop with what held it (`throughline.event_loop.blocked`), and every 10
 * seconds how the runtime fares (`throughline.runtime`).
 *
 * Does nothing in worker threads and where no log records are exported. Never throws: what cannot be had is one warning. Holds nothing alive.
 */
export function startWatchdog(options: WatchdogOptions): Watchdog {
  try {
    const way = options.way ?? reportWay();
    return isMainThread && way !== "none" ? new RunningWatchdog(options, way) : OFF;
  } catch (error) {
    warn(`cannot watch the event loop: ${error instanceof Error ? error.message : String(error)}`);
    return OFF;
  }
}

class RunningWatchdog implements Watchdog {
  readonly #numbers: RuntimeNumbers;
  readonly #isEnding: () => boolean;
  #timer: NodeJS.Timeout;
  #watch: { port: MessagePort; state: WatchState; heartbeat: Heartbeat } | undefined;
  #uninstall: (() => void) | undefined;
  #gapsSent = 0;

  constructor(options: WatchdogOptions, way: ReportWay) {
    this.#numbers = new RuntimeNumbers(options.sources);
    this.#isEnding = options.isEnding;
    this.#timer = setTimeout(() => this.#reportRuntime(), FIRST_RUNTIME_MILLIS).unref();
    const thresholdMillis = blockThresholdMillis();
    if (thresholdMillis > 0) this.#startWatch(thresholdMillis, options, way);
    // Others ask for it, too: `throughline dump` learns from it which trace runs.
    this.#uninstall ??= installSnapshot(() => {});
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#numbers.stop();
    this.#stopWatch();
    this.#uninstall?.();
  }

  #stopWatch(): void {
    const watch = this.#watch;
    if (watch === undefined) return;
    watch.heartbeat.stop();
    this.#watch = undefined;
    watch.port.postMessage({ kind: "stop" } satisfies ToWatcher, []);
    leaveInspector(watch.state, this.#gapsSent);
  }

  #startWatch(thresholdMillis: number, { resource, courier, sources, stuck, unstuck }: WatchdogOptions, way: ReportWay): void {
    const lacking = inspectorLacks();
    if (lacking !== undefined) return warn(`blocks of the event loop are not reported: ${lacking}`);
    const buffer = newWatchBuffer();
    const state = watchState(buffer);
    const { port1: port, port2 } = new MessageChannel();
    const data: WatchData = {
      thresholdMillis,
      buffer,
      port: port2,
      resource: knownOf(resource),
      sendsItself: way === "thread",
      sdkFile: import.meta.filename,
    };
    const thread = courier.thread();
    if (thread === undefined) return warn("blocks of the event loop are not reported: there can be no helper thread");
    thread.postMessage({ kind: "watch", data } satisfies ToCourierThread, [port2]);
    let isStuck = false;
    this.#uninstall = installSnapshot(() => {
      isStuck = true;
      stuck();
    });
    const heartbeat = new Heartbeat(state, thresholdMillis, {
      isSampled: sources.isSampled,
      beat: () => {
        if (isStuck) unstuck();
        isStuck = false;
      },
      gap: (gap) => {
        this.#gapsSent += 1;
        this.#tell(port, { kind: "ended", ...gap, numbers: this.#numbers.read() });
        inTwoTurns(() => this.#tell(port, { kind: "collected", lastBeat: gap.lastBeat, nano: this.#collectedIn(gap) }));
      },
    });
    this.#watch = { port, state, heartbeat };
    port.on("message", emitReport);
    // A listener refs it.
    port.unref();
    if (resource.asyncAttributesPending) {
      void resource.waitForAsyncAttributes?.().then(() => this.#tell(port, { kind: "resource", resource: knownOf(resource) }));
    } else {
      this.#tell(port, { kind: "resource", resource: data.resource });
    }
  }

  #tell(port: MessagePort, message: ToWatcher): void {
    port.postMessage(message, []);
  }

  #collectedIn({ end, durationNano }: Gap): bigint {
    return this.#numbers.collectedNano(end - durationNano, end);
  }

  #reportRuntime(): void {
    this.#timer = setTimeout(() => this.#reportRuntime(), RUNTIME_MILLIS).unref();
    if (this.#isEnding()) return;
    const numbers = this.#numbers.read();
    this.#numbers.restart();
    if (this.#watch !== undefined) this.#tell(this.#watch.port, { kind: "numbers", numbers });
    emit(RUNTIME_EVENT, SeverityNumber.INFO, "runtime numbers", numbers);
  }
}

/**
 * Waits until no inspector session is open any more, and bars others. The session's end is work for this thread, which Node does between
 * two steps of the loop.
 *
 * @param settled how many messages the watcher is to have worked off too, so that a block that has just ended is reported
 */
function leaveInspector({ states }: WatchState, settled: number): void {
  const deadline = performance.now() + STOP_MILLIS;
  while (
    Atomics.compareExchange(states, SESSION, SESSION_NONE, SESSION_BARRED) === SESSION_OPEN ||
    Atomics.load(states, SETTLED) < settled
  ) {
    if (performance.now() > deadline) return;
    Atomics.wait(states, SESSION, SESSION_OPEN, STOP_STEP_MILLIS);
  }
}

/** Of the event loop, whenever they come. */
function inTwoTurns(then: () => void): void {
  setImmediate(() => setImmediate(then).unref()).unref();
}

/** What there is of a resource's attributes now, without waiting for the others. */
function knownOf(resource: Resource): PlainResource {
  const { schemaUrl } = resource;
  if (!resource.asyncAttributesPending) return { attributes: { ...resource.attributes }, schemaUrl };
  const attributes: Attributes = {};
  for (const [key, value] of resource.getRawAttributes()) {
    if (value !== null && typeof value === "object" && "then" in value) continue;
    attributes[key] ??= value;
  }
  return { attributes, schemaUrl };
}

/** Why the main thread's stack cannot be read from another thread, if so. */
function inspectorLacks(): string | undefined {
  if (!process.features.inspector) return "this Node is built without its inspector";
  for (const permission of ["inspector", "worker"]) {
    if (process.permission && !process.permission.has(permission)) return `Node's permission model forbids it (--allow-${permission})`;
  }
  return undefined;
}

function emitReport({ body, traceId, spanId, traceFlags, timeUnixNano, attributes }: FromWatcher): void {
  const span = traceId !== undefined && spanId !== undefined ? { traceId, spanId, traceFlags } : undefined;
  const spanned = span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span);
  const correlation = attributes[CORRELATION_ID];
  const ctx = typeof correlation === "string" ? setCorrelation(spanned, correlation) : spanned;
  const plain: Attributes = {};
  // OpenTelemetry's exporters know no bigint; as numbers they are exact to some 100 ns.
  for (const [key, value] of Object.entries(attributes)) plain[key] = typeof value === "bigint" ? Number(value) : value;
  const timestamp: [number, number] = [Number(timeUnixNano / 1_000_000_000n), Number(timeUnixNano % 1_000_000_000n)];
  emit(BLOCKED_EVENT, SeverityNumber.WARN, body, plain, { context: ctx, timestamp });
}

function emit(
  eventName: string,
  severityNumber: SeverityNumber.INFO | SeverityNumber.WARN,
  body: string,
  attributes: Attributes,
  more: object = { context: ROOT_CONTEXT },
): void {
  try {
    logs
      .getLogger(EVENT_SCOPE)
      .emit({ eventName, severityNumber, severityText: SeverityNumber[severityNumber], body, attributes, ...more });
  } catch {
    // Someone else's log processor failed. The app is worth more than the report.
  }
}
