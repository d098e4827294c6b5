import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";
import { callsOf } from "./calls-of.ts";
import type { FollowedContexts } from "./followed-contexts.ts";
import { FrameLinks } from "./frame-links.ts";
import { HookLinks } from "./hook-links.ts";
import type { ContextHolder, Pprof, PprofNode, PprofProfile, PprofSample, TimeProfiler } from "./pprof.ts";
import type { SampleLink } from "./sample-link.ts";
import type { SampledProfile, SampledWindow, SampleGroup } from "./sampled-window.ts";
import type { Sampler } from "./sampler.ts";
import { samplingMicros } from "./sampling-micros.ts";
import type { SpanLinks } from "./span-links.ts";

/** Which kinds of time are wanted. Can be changed between two windows. */
export interface WantedTime {
  wall: boolean;
  cpu: boolean;
}

/** For how long no sample must have been taken when a window ends, in milliseconds: V8's thread is done with the last one by then. */
const QUIET_MILLIS = 3;
/** A thread so busy that it is never seen to be quiet cannot wait for ever. */
const MAX_LOOKS = 20;

const IDLE = "(idle)";

/**
 * Samples by `@datadog/pprof`, with the span that each sample belongs to.
 *
 * There is one native profiler in a thread, for good: see `FrameLinks`.
 *
 * About how windows end: V8's sampling thread takes code events and samples from two queues, and if a window begins at the moment at which a
 * sample is taken, it may get them in the wrong order and then run in a circle, without any samples, until the profiler stops. (In half a
 * percent of windows on a busy machine.) pprof's own remedy blocks the thread for two samples, 15 to 40 ms. Here the window ends
 * some time after a sample; should it happen all the same, the profiler is started anew.
 */
export class PprofSampler implements Sampler {
  readonly #profiler: TimeProfiler;
  readonly #sampleCount: number;
  readonly #contexts: FollowedContexts;
  readonly #wanted: WantedTime;
  readonly #links: SpanLinks;
  readonly #micros = samplingMicros();

  /** @param maxMillis the longest that a window may take */
  constructor(pprof: Pprof, contexts: FollowedContexts, wanted: WantedTime, maxMillis: number) {
    this.#contexts = contexts;
    this.#wanted = wanted;
    const inFrames = pprof.isAsyncContextFrameActive();
    const storage = inFrames ? new AsyncLocalStorage<ContextHolder | undefined>() : undefined;
    this.#sampleCount = pprof.kSampleCount;
    this.#profiler = new pprof.TimeProfiler({
      intervalMicros: this.#micros,
      durationMillis: maxMillis,
      lineNumbers: false,
      withContexts: true,
      workaroundV8Bug: false,
      collectCpuTime: true,
      collectAsyncId: false,
      isMainThread,
      useCPED: inFrames,
      CPEDKey: storage,
    });
    this.#links = storage
      ? new FrameLinks(storage, this.#profiler)
      : new HookLinks(this.#profiler, this.#sampleCount, () => contexts.manager.active());
  }

  start(): void {
    this.#profiler.start();
    this.#links.start();
    this.#contexts.links = this.#links;
  }

  async quiet(): Promise<void> {
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const seen = this.#count();
      await sleep(QUIET_MILLIS, undefined, { ref: false });
      if (this.#count() === seen) return;
    }
  }

  next(): SampledWindow | undefined {
    const profile = this.#profiler.stop(true);
    const end = Date.now();
    if (this.#profiler.v8ProfilerStuckEventLoopDetected() > 0) {
      this.#profiler.stop(false);
      this.#profiler.start();
    }
    this.#links.windowBegan();
    return this.#window(profile, end);
  }

  stop(): SampledWindow | undefined {
    this.#contexts.links = undefined;
    this.#links.stop();
    return this.#window(this.#profiler.stop(false), Date.now());
  }

  #count(): number {
    return this.#profiler.state[this.#sampleCount] ?? 0;
  }

  #window({ topDownRoot, startTime, endTime }: PprofProfile, endMillis: number): SampledWindow | undefined {
    const durationNano = BigInt(Math.round((endTime - startTime) * 1000));
    const tree = callsOf(topDownRoot);
    let count = 0;
    for (const { node } of tree.sampled) count += node.contexts.length;
    if (count === 0) return undefined;
    // Timers are late rather than early, and a process can be stopped: what the samples stand for in the mean, within reason.
    const period = Math.min(2, Math.max(1, (endTime - startTime) / count / this.#micros)) * this.#micros * 1000;
    const wall: SampleGroup[] = [];
    const cpu: SampleGroup[] = [];
    for (const { node, call } of tree.sampled) this.#addSamples(node, call, Math.round(period), wall, cpu);
    const profiles: SampledProfile[] = [];
    const nominal = this.#micros * 1000;
    if (this.#wanted.wall) profiles.push({ type: "wall", unit: "nanoseconds", period: nominal, samples: wall });
    if (this.#wanted.cpu) profiles.push({ type: "cpu", unit: "nanoseconds", period: nominal, samples: cpu });
    return { startUnixNano: BigInt(endMillis) * 1_000_000n - durationNano, durationNano, calls: tree.calls, profiles };
  }

  #addSamples(node: PprofNode, call: number, period: number, wall: SampleGroup[], cpu: SampleGroup[]): void {
    if (node.name === IDLE) {
      // Of an idle thread there is nothing to know but for how long.
      wall.push({ call, link: undefined, values: [period * node.contexts.length], times: [] });
      const sum = node.contexts.reduce((nanos, { cpuTime = 0 }) => nanos + cpuTime, 0);
      if (sum > 0) cpu.push({ call, link: undefined, values: [Math.round(sum)], times: [] });
      return;
    }
    for (const { link, samples } of this.#byLink(node.contexts)) {
      wall.push({ call, link, values: samples.map(() => period), times: samples.map(nanoOf) });
      const used = samples.filter(({ cpuTime = 0 }) => cpuTime >= 1);
      if (used.length > 0) {
        cpu.push({ call, link, values: used.map(({ cpuTime = 0 }) => Math.round(cpuTime)), times: used.map(nanoOf) });
      }
    }
  }

  #byLink(samples: readonly PprofSample[]): Iterable<{ link: SampleLink | undefined; samples: PprofSample[] }> {
    const groups = new Map<string, { link: SampleLink | undefined; samples: PprofSample[] }>();
    for (const sample of samples) {
      const link = this.#links.linkOf(sample.context);
      const key = link === undefined ? "" : `${link.traceId} ${link.spanId} ${link.correlationId}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { link, samples: [sample] });
      else group.samples.push(sample);
    }
    return groups.values();
  }
}

const nanoOf = ({ timestamp }: PprofSample): bigint => timestamp * 1000n;
