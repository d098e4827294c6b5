import { setTimeout as sleep } from "node:timers/promises";
import { recordTraces } from "../workload.ts";
import { type LoadResult, type Protocol, sendAll } from "./load.ts";
import type { System } from "./system.ts";

/** What one load has cost. CPU is in seconds. */
export interface Measurement extends LoadResult {
  readonly collectorCpu: number;
  /** With the merges that the load left behind. */
  readonly engineCpu: number;
  /** From the last answer until queries see all of it. */
  readonly visibleAfterSeconds: number;
  readonly collectorPeakMiB: number;
}

export interface LoadOptions {
  readonly protocol: Protocol;
  readonly clients: number;
  readonly spans: number;
  readonly spansPerRequest: number;
  readonly spansPerSecond?: number;
  /** The system stores what it receives. */
  readonly stores?: boolean;
}

const VISIBLE_TIMEOUT_MS = 120_000;
let seed = 1;

/** Sends a load that nobody has seen before, and waits until it is stored and merged. */
export async function measure(system: System, options: LoadOptions): Promise<Measurement> {
  const { spans, spansPerRequest, stores = true } = options;
  const start = BigInt(Date.now() - 600_000) * 1_000_000n;
  const requests = recordTraces({ seed: ++seed, items: spans, itemsPerRequest: spansPerRequest, start, itemsPerSecond: 1_000 });
  if (stores) await system.clear();
  const before = { collector: system.collector.cpuSeconds(), engine: system.engine.cost.cpuSeconds() };
  const load = await sendAll(system, requests, options);
  const visibleAfterSeconds = stores ? await untilVisible(system, load.spans) : 0;
  if (stores) await system.engine.settled();
  return {
    ...load,
    collectorCpu: system.collector.cpuSeconds() - before.collector,
    engineCpu: system.engine.cost.cpuSeconds() - before.engine,
    visibleAfterSeconds,
    collectorPeakMiB: system.collector.peakMiB(),
  };
}

async function untilVisible(system: System, expected: number): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const stored = await system.storedSpans();
    if (stored > expected) throw new Error(`${system.name} stored ${stored} spans of ${expected}`);
    if (stored === expected) return (performance.now() - begin) / 1_000;
    if (performance.now() - begin > VISIBLE_TIMEOUT_MS)
      throw new Error(`${system.name} shows ${stored} spans of ${expected} after two minutes`);
    await sleep(50);
  }
}
