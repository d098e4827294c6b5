import { type EventLoopUtilization, monitorEventLoopDelay, performance, PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Attributes } from "@opentelemetry/api";
import { threadCpuNanos } from "./thread-cpu.ts";

/**
 * How often the event loop's delay is measured, in milliseconds. Each time wakes an idle process: at 100 that is 0.05 % of a core, at 20 a
 * quarter of a percent.
 */
const RESOLUTION_MILLIS = 100;
const RESOLUTION_NANO = RESOLUTION_MILLIS * 1e6;

/** What is counted elsewhere, since the start of the process but for `openSpans`. */
export interface RuntimeSources {
  readonly openSpans: () => number;
  /** Whether stack samples of this thread's time are being taken. */
  readonly isSampled: () => boolean;
  readonly droppedSpans: () => number;
  readonly droppedLogRecords: () => number;
}

/** Collections kept to tell how much of a block they were. */
const MAX_COLLECTIONS = 2_000;

/** Numbers on how this process's runtime fares, of the time since `restart`. Measuring holds nothing alive. */
export class RuntimeNumbers {
  readonly #sources: RuntimeSources;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MILLIS });
  readonly #collections: PerformanceObserver;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpuBefore = threadCpuNanos();
  #since = performance.now();
  /** The latest collections, oldest first, in milliseconds of `performance.now`. */
  readonly #latest: { readonly from: number; readonly to: number }[] = [];
  #gcCount = 0;
  #gcMillis = 0;
  #gcMostMillis = 0;

  constructor(sources: RuntimeSources) {
    this.#sources = sources;
    this.#delay.enable();
    this.#collections = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        this.#latest.push({ from: startTime, to: startTime + duration });
        this.#gcCount += 1;
        this.#gcMillis += duration;
        if (duration > this.#gcMostMillis) this.#gcMostMillis = duration;
      }
      if (this.#latest.length > MAX_COLLECTIONS) this.#latest.splice(0, this.#latest.length - MAX_COLLECTIONS / 2);
    });
    this.#collections.observe({ type: "gc", buffered: false });
  }

  /** Begins a new interval. */
  restart(): void {
    this.#delay.reset();
    this.#utilization = performance.eventLoopUtilization();
    this.#cpuBefore = threadCpuNanos();
    this.#since = performance.now();
    this.#gcCount = this.#gcMillis = this.#gcMostMillis = 0;
  }

  /** The numbers by their names on the wire: times in seconds, sizes in bytes. */
  read(): Attributes {
    const heap = getHeapStatistics();
    return {
      ...this.#delays(),
      "nodejs.eventloop.utilization": this.#used(),
      "v8js.gc.count": this.#gcCount,
      "v8js.gc.duration": this.#gcMillis / 1e3,
      "v8js.gc.duration.max": this.#gcMostMillis / 1e3,
      "v8js.memory.heap.used": heap.used_heap_size,
      "v8js.memory.heap.limit": heap.heap_size_limit,
      "process.memory.usage": process.memoryUsage.rss(),
      "throughline.open_spans": this.#sources.openSpans(),
      "throughline.dropped.spans": this.#sources.droppedSpans(),
      "throughline.dropped.log_records": this.#sources.droppedLogRecords(),
    };
  }

  /** How much of a time was garbage collection, in nanoseconds, as is known two turns of the event loop later. */
  collectedNano(fromNano: bigint, toNano: bigint): bigint {
    const [clock, ticks] = [performance.now(), process.hrtime.bigint()];
    const [from, to] = [clock - Number(ticks - fromNano) / 1e6, clock - Number(ticks - toNano) / 1e6];
    const millis = this.#latest.reduce((sum, one) => sum + Math.max(0, Math.min(one.to, to) - Math.max(one.from, from)), 0);
    return BigInt(Math.round(millis * 1e6));
  }

  stop(): void {
    this.#delay.disable();
    this.#collections.disconnect();
  }

  /** While samples are taken Node's measure is far too high, see `threadCpuNanos`: then it is what the thread used of a processor. */
  #used(): number {
    const { utilization } = performance.eventLoopUtilization(this.#utilization);
    if (!this.#sources.isSampled()) return utilization;
    return Math.min(utilization, Number(threadCpuNanos() - this.#cpuBefore) / 1e6 / (performance.now() - this.#since));
  }

  /** Node measures the time between two wakings; what is more than was asked for is the delay. */
  #delays(): Attributes {
    const delay = this.#delay;
    if (delay.count === 0) return {};
    const seconds = (nanos: number): number => Math.max(0, nanos - RESOLUTION_NANO) / 1e9;
    return {
      "nodejs.eventloop.delay.min": seconds(delay.min),
      "nodejs.eventloop.delay.max": seconds(delay.max),
      "nodejs.eventloop.delay.mean": seconds(delay.mean),
      "nodejs.eventloop.delay.p50": seconds(delay.percentile(50)),
      "nodejs.eventloop.delay.p90": seconds(delay.percentile(90)),
      "nodejs.eventloop.delay.p99": seconds(delay.percentile(99)),
    };
  }
}
