import type { SampleLink } from "./sample-link.ts";

/** A call on a stack: the function, and which call made it. Line and column say where the function begins, from 1; 0 is unknown. */
export interface Call {
  readonly functionName: string;
  /** A path, a URL or `node:…`; empty if unknown. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** The place of the caller among the window's calls, which is before its own; -1: the root. */
  readonly caller: number;
}

/** Samples that say the same but for their time. */
export interface SampleGroup {
  /** The innermost call, by its place among the window's calls. */
  readonly call: number;
  readonly link: SampleLink | undefined;
  /** In the profile's unit. */
  readonly values: number[];
  /** When each value was taken, in nanoseconds since the Unix epoch. Empty for a sum over the window. */
  readonly times: bigint[];
}

/** The samples of one type. */
export interface SampledProfile {
  readonly type: "wall" | "cpu" | "alloc";
  readonly unit: "nanoseconds" | "bytes";
  /** What one sample stands for, in the unit. */
  readonly period: number;
  readonly samples: readonly SampleGroup[];
}

/** What was sampled of this thread from one moment to another. */
export interface SampledWindow {
  /** Nanoseconds since the Unix epoch. */
  readonly startUnixNano: bigint;
  /** Nanoseconds. */
  readonly durationNano: bigint;
  readonly calls: readonly Call[];
  readonly profiles: readonly SampledProfile[];
}
