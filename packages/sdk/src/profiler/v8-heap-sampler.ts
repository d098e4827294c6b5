import type { Session } from "node:inspector";
import { callsOf } from "./calls-of.ts";
import type { SampledWindow, SampleGroup } from "./sampled-window.ts";
import type { Sampler } from "./sampler.ts";
import { ask, type InspectedFrame, openV8Session } from "./v8-session.ts";

/** Bytes allocated from one sample to the next, in the mean. */
const INTERVAL_BYTES = 524_288;
const MAX_DEPTH = 128;

/** A call in a profile as `HeapProfiler.stopSampling` gives it. */
interface HeapNode {
  readonly callFrame: InspectedFrame;
  /** Bytes allocated by the call itself, as far as samples tell. */
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/**
 * Samples allocations, also of what is no longer there, through the inspector: pprof's heap sampler tells only of what is alive before
 * Node 26, and collects all garbage each time from then on.
 */
export class V8HeapSampler implements Sampler {
  #session: Session | undefined;
  #startMillis = 0;

  start(): void {
    this.#session ??= openV8Session();
    this.#begin(this.#session);
  }

  async quiet(): Promise<void> {}

  next(): SampledWindow | undefined {
    const session = this.#session;
    if (session === undefined) return undefined;
    const sampled = this.#end(session);
    this.#begin(session);
    return sampled;
  }

  stop(): SampledWindow | undefined {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return undefined;
    const sampled = this.#end(session);
    session.disconnect();
    return sampled;
  }

  #begin(session: Session): void {
    this.#startMillis = Date.now();
    ask(session, "HeapProfiler.startSampling", {
      samplingInterval: INTERVAL_BYTES,
      stackDepth: MAX_DEPTH,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
  }

  #end(session: Session): SampledWindow | undefined {
    const { profile } = ask(session, "HeapProfiler.stopSampling") as { profile: { head: HeapNode } };
    const { calls, sampled } = callsOf(treeOf(profile.head));
    const samples: SampleGroup[] = [];
    for (const { node, call } of sampled) {
      if (node.bytes > 0) samples.push({ call, link: undefined, values: [node.bytes], times: [] });
    }
    if (samples.length === 0) return undefined;
    return {
      startUnixNano: BigInt(this.#startMillis) * 1_000_000n,
      durationNano: BigInt(Math.max(0, Date.now() - this.#startMillis)) * 1_000_000n,
      calls,
      profiles: [{ type: "alloc", unit: "bytes", period: INTERVAL_BYTES, samples }],
    };
  }
}

interface AllocatingCall {
  readonly name: string;
  readonly scriptName: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly bytes: number;
  readonly children: readonly AllocatingCall[];
}

function treeOf({ callFrame, selfSize, children }: HeapNode): AllocatingCall {
  return {
    name: callFrame.functionName,
    scriptName: callFrame.url,
    lineNumber: callFrame.lineNumber + 1,
    columnNumber: callFrame.columnNumber + 1,
    bytes: selfSize,
    children: children.map(treeOf),
  };
}
