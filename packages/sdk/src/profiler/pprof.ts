import { createRequire } from "node:module";
import type { SampleLink } from "./sample-link.ts";

/** A node of the tree of calls that pprof gives. Line and column from 1. */
export interface PprofNode {
  readonly name: string;
  readonly scriptName: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly children: readonly PprofNode[];
  /** The samples whose innermost call this is. */
  readonly contexts: readonly PprofSample[];
}

export interface PprofSample {
  /** What `context` was, or what the holder in the async context frame was made from. */
  readonly context?: unknown;
  /** Microseconds since the Unix epoch. */
  readonly timestamp: bigint;
  /** CPU time of the thread since the sample before, in nanoseconds. */
  readonly cpuTime?: number;
}

export interface PprofProfile {
  readonly topDownRoot: PprofNode;
  /** Microseconds of a clock of V8's. */
  readonly startTime: number;
  readonly endTime: number;
}

/** pprof's sampler of time, with its native part, without what it puts around it. */
export interface TimeProfiler {
  start(): void;
  /** Ends the window; if `restart`, another one begins before. */
  stop(restart: boolean): PprofProfile;
  /** Above 0: V8's sampling thread runs in a circle, and what it gave is worth nothing. Of the window that `stop` ended. */
  v8ProfilerStuckEventLoopDetected(): number;
  /** Makes what a storage named as `CPEDKey` must hold for samples to have `value` as their context. */
  createContextHolder(value: SampleLink): ContextHolder;
  /** The context of all samples from now on, where there is no `CPEDKey`. */
  context: unknown;
  /** At `kSampleCount`: how many samples were taken in this window. */
  readonly state: Uint32Array;
}

export interface ContextHolder {
  readonly 0: SampleLink;
}

export interface TimeProfilerOptions {
  readonly intervalMicros: number;
  /** For how long a window there is room. */
  readonly durationMillis: number;
  readonly lineNumbers: boolean;
  readonly withContexts: boolean;
  readonly workaroundV8Bug: boolean;
  readonly collectCpuTime: boolean;
  readonly collectAsyncId: boolean;
  readonly isMainThread: boolean;
  readonly useCPED: boolean;
  readonly CPEDKey: object | undefined;
}

/** The parts of pprof that are used here. */
export interface Pprof {
  readonly TimeProfiler: new (options: TimeProfilerOptions) => TimeProfiler;
  readonly kSampleCount: number;
  /** Whether Node keeps async context in frames that V8 itself restores, by asking what is there. */
  isAsyncContextFrameActive(): boolean;
}

/**
 * Loads `@datadog/pprof`, which takes 4 ms. Throws an error that says why not: it is not installed, or has no binary for this platform and Node.
 *
 * Only its bindings: the whole package also loads what writes pprof's own format. Not known to bundlers, so that a bundle finds it where it
 * is installed, with its binaries.
 */
export function loadPprof(): Pprof {
  const require = createRequire(import.meta.filename);
  try {
    require.resolve("@datadog/pprof/package.json");
  } catch {
    throw new Error("it is not installed");
  }
  const time = require("@datadog/pprof/out/src/time-profiler-bindings.js") as Pick<Pprof, "TimeProfiler"> & {
    readonly constants: { readonly kSampleCount: number };
  };
  const frames = require("@datadog/pprof/out/src/async-context-frame.js") as Pick<Pprof, "isAsyncContextFrameActive">;
  return {
    TimeProfiler: time.TimeProfiler,
    kSampleCount: time.constants.kSampleCount,
    isAsyncContextFrameActive: frames.isAsyncContextFrameActive,
  };
}
