import { isMainThread } from "node:worker_threads";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { Queues } from "../delivery/queues.ts";
import { exporterNames } from "../environment/exporter-names.ts";
import { otlpProtocol } from "../environment/otlp-protocol.ts";
import { warn } from "../process/warn.ts";
import { encodeWindow, type EncodedWindow } from "./encode-window.ts";
import type { FollowedContexts } from "./followed-contexts.ts";
import { loadPprof } from "./pprof.ts";
import { PprofSampler, type WantedTime } from "./pprof-sampler.ts";
import { openProfilesQueue } from "./profiles-queue.ts";
import { profilingIntervalMillis } from "./profiling-interval.ts";
import { askedKinds, isProfilingAskedFor, type ProfilingKind, profilingKindsFromEnv } from "./profiling-kinds.ts";
import type { SampledWindow } from "./sampled-window.ts";
import type { Sampler } from "./sampler.ts";
import { V8HeapSampler } from "./v8-heap-sampler.ts";
import { V8TimeSampler } from "./v8-time-sampler.ts";

/** What the profiler works with. */
export interface ProfilerOptions {
  /** Of this process's spans and logs. */
  readonly resource: Resource;
  readonly queues: Queues;
  readonly contexts: FollowedContexts;
  /** Whether the process only waits for its telemetry to be delivered. Then no samples are added to it. */
  readonly isEnding: () => boolean;
}

/** The profiler of this thread. */
export interface Profiler {
  /** Whether samples of time are being taken. */
  readonly isSampling: boolean;
  /** Queues what was sampled so far, and samples on. Never throws. */
  handOver(): void;
  /** Queues what was sampled so far, and ends: to be called before the process ends, for a sample taken meanwhile may crash it. Never throws. */
  stop(): void;
}

/**
 * When sampling begins in the main thread, in milliseconds from here: when the app's files are loaded, which nobody is to wait for. To start takes
 * V8 some 10 ms, and 1 ms more for each megabyte of heap. Before the event loop's first beat, up to which the watchdog takes that for a part of
 * the loading. A worker thread is sampled at once: many do all their work in their first file, and never come to a timer.
 */
const START_MILLIS = isMainThread ? 50 : 0;

/** A window that ends early and is shorter than this is not worth a request, in milliseconds. */
const MIN_MILLIS = 100;

/** How much windows differ in length, as a share, so that processes do not send in step. */
const SPREAD = 0.1;

let running: RunningProfiler | undefined;

/**
 * Samples this thread as `THROUGHLINE_PROFILING` asks for, and sends the samples as OTLP profiles every
 * `THROUGHLINE_PROFILING_INTERVAL_MS`. Never throws: what cannot be had is one warning. Holds nothing alive.
 */
export function startProfiler(options: ProfilerOptions): Profiler {
  try {
    const kinds = profilingKindsFromEnv();
    if (!exporterNames("OTEL_PROFILES_EXPORTER", ["otlp"]).has("otlp")) return OFF;
    if (otlpProtocol("PROFILES") !== "http/protobuf") {
      if (kinds.size > 0 && isProfilingAskedFor())
        warn("profiles are not sent: they go by OTEL_EXPORTER_OTLP_PROFILES_PROTOCOL=http/protobuf only");
      return OFF;
    }
    running = new RunningProfiler(options);
    if (isProfilingAskedFor() || !isForbidden()) running.set(kinds);
    return running;
  } catch (error) {
    warn(`cannot sample stacks: ${messageOf(error)}`);
    return OFF;
  }
}

/** Whether Node's permission model leaves no way to sample. Who restricts a process and asks for nothing needs not be told. */
function isForbidden(): boolean {
  return process.permission !== undefined && !process.permission.has("addon") && !process.permission.has("inspector");
}

const OFF: Profiler = { isSampling: false, handOver() {}, stop() {} };

/**
 * Changes what is sampled in this thread while it runs: `setProfiling("cpu")`, `setProfiling("wall,heap")`, and `setProfiling("0")` for nothing.
 * Takes what `THROUGHLINE_PROFILING` does. Anything else is said on stderr and changes nothing.
 *
 * To begin stops the thread for some 10 ms, and 1 ms more for each megabyte of heap. Loops that V8 compiled, and functions that it inlined, while
 * nothing was sampled may count for their caller.
 */
export function setProfiling(kinds: ProfilingKind | "0" | (string & {})): void {
  const wanted = askedKinds(kinds);
  if (wanted === undefined) return;
  if (running === undefined) warn("cannot set profiling: the SDK was not started in this thread, or sends no profiles");
  else {
    // Its timers are not to be a part of the action that this is called in.
    context.with(ROOT_CONTEXT, () => running?.set(wanted));
    running.followOn();
  }
}

class RunningProfiler implements Profiler {
  readonly #options: ProfilerOptions;
  readonly #intervalMillis = profilingIntervalMillis();
  readonly #time: WantedTime = { wall: false, cpu: false };
  #heap = false;
  #timeSampler: Sampler | undefined;
  readonly #heapSampler = new V8HeapSampler();
  /** Those that sample now. */
  readonly #active = new Set<Sampler>();
  #queue: ((window: EncodedWindow) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #startAt = performance.now() + START_MILLIS;
  #stopped = false;

  constructor(options: ProfilerOptions) {
    this.#options = options;
  }

  get isSampling(): boolean {
    return this.#timeSampler !== undefined && this.#active.has(this.#timeSampler);
  }

  set(kinds: ReadonlySet<ProfilingKind>): void {
    if (this.#stopped) return;
    this.handOver();
    this.#time.wall = kinds.has("wall");
    this.#time.cpu = kinds.has("cpu");
    this.#heap = kinds.has("heap");
    clearTimeout(this.#timer);
    const wait = this.#startAt - performance.now();
    if (wait <= 0) return this.#adapt();
    if (kinds.size > 0) this.#timer = setTimeout(() => this.#adapt(), wait).unref();
  }

  /** To be called in the context that is to be known from now on, if sampling has just begun. */
  followOn(): void {
    const { links, manager } = this.#options.contexts;
    links?.enter(manager.active());
  }

  handOver(): void {
    for (const sampler of this.#active) this.#add(() => worthIt(sampler.next()));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const sampler of this.#active) this.#end(sampler);
  }

  /** Nobody wants what is sampled. */
  #giveUp(): void {
    this.#queue = () => {};
    this.stop();
  }

  /** Has those samplers run that are wanted. */
  #adapt(): void {
    try {
      this.#runWanted();
    } catch (error) {
      warn(`cannot sample stacks: ${messageOf(error)}`);
    }
    this.#schedule();
  }

  #runWanted(): void {
    const wantsTime = this.#time.wall || this.#time.cpu;
    if (wantsTime) this.#beginTime();
    else if (this.#timeSampler !== undefined) this.#end(this.#timeSampler);
    if (this.#heap) this.#begin(this.#heapSampler);
    else this.#end(this.#heapSampler);
  }

  #beginTime(): void {
    if (this.#timeSampler !== undefined) return this.#begin(this.#timeSampler);
    try {
      this.#begin((this.#timeSampler = new PprofSampler(loadPprof(), this.#options.contexts, this.#time, 2 * this.#intervalMillis)));
    } catch (error) {
      const why = `because @datadog/pprof cannot be used: ${messageOf(error)}`;
      this.#begin((this.#timeSampler = new V8TimeSampler()));
      warn(`samples are taken by V8's own profiler and do not name their spans, ${why}`);
    }
  }

  /** Throws if it cannot sample. */
  #begin(sampler: Sampler): void {
    if (this.#active.has(sampler)) return;
    sampler.start();
    this.#active.add(sampler);
  }

  #end(sampler: Sampler): void {
    if (!this.#active.delete(sampler)) return;
    this.#add(() => worthIt(sampler.stop()));
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#active.size === 0) return;
    const millis = this.#intervalMillis * (1 - SPREAD + SPREAD * Math.random());
    this.#timer = setTimeout(() => void this.#round(), millis).unref();
  }

  async #round(): Promise<void> {
    const timer = this.#timer;
    for (const sampler of this.#active) {
      await sampler.quiet();
      // Meanwhile something else may have been asked for.
      if (this.#timer !== timer || this.#stopped) return;
      if (this.#active.has(sampler) && !this.#options.isEnding()) this.#add(() => sampler.next());
    }
    this.#schedule();
  }

  #add(end: () => SampledWindow | undefined): void {
    try {
      const sampled = end();
      if (sampled === undefined) return;
      const { queues, resource } = this.#options;
      this.#queue ??= openProfilesQueue(queues, resource, () => this.#giveUp());
      this.#queue(encodeWindow(sampled));
    } catch (error) {
      warn(`cannot send samples: ${messageOf(error)}`);
    }
  }
}

function worthIt(sampled: SampledWindow | undefined): SampledWindow | undefined {
  return sampled !== undefined && sampled.durationNano >= BigInt(MIN_MILLIS) * 1_000_000n ? sampled : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
}
