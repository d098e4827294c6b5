import type { Session } from "node:inspector";
import type { Call, SampledWindow, SampleGroup } from "./sampled-window.ts";
import type { Sampler } from "./sampler.ts";
import { samplingMicros } from "./sampling-micros.ts";
import { ask, type InspectedFrame, openV8Session } from "./v8-session.ts";

/** A profile as `Profiler.stop` gives it: times in microseconds of a clock of V8's. */
interface V8Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: InspectedFrame; readonly children?: readonly number[] }[];
  readonly startTime: number;
  readonly endTime: number;
  /** IDs of nodes. */
  readonly samples: readonly number[];
  /** From one sample to the next; the first from the start. */
  readonly timeDeltas: readonly number[];
}

const IDLE = "(idle)";
const ROOT = "(root)";

/**
 * Samples by V8's own profiler, through the inspector: where pprof is missing. It knows nothing of spans, and of no time but the wall's.
 */
export class V8TimeSampler implements Sampler {
  readonly #micros = samplingMicros();
  #session: Session | undefined;

  start(): void {
    this.#session ??= openV8Session();
    ask(this.#session, "Profiler.enable");
    ask(this.#session, "Profiler.setSamplingInterval", { interval: this.#micros });
    ask(this.#session, "Profiler.start");
  }

  async quiet(): Promise<void> {}

  next(): SampledWindow | undefined {
    const session = this.#session;
    if (session === undefined) return undefined;
    const { profile } = ask(session, "Profiler.stop") as { profile: V8Profile };
    ask(session, "Profiler.start");
    return windowOf(profile, Date.now(), this.#micros);
  }

  stop(): SampledWindow | undefined {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return undefined;
    const { profile } = ask(session, "Profiler.stop") as { profile: V8Profile };
    session.disconnect();
    return windowOf(profile, Date.now(), this.#micros);
  }
}

function windowOf(
  { nodes, startTime, endTime, samples, timeDeltas }: V8Profile,
  endMillis: number,
  micros: number,
): SampledWindow | undefined {
  if (samples.length === 0) return undefined;
  const calls: Call[] = [];
  const callOf = new Map<number, number>();
  const callers = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) callers.set(child, id);
  for (const { id, callFrame } of nodes) {
    if (callFrame.functionName === ROOT) continue;
    callOf.set(id, calls.length);
    // Callers come before the calls that they make.
    calls.push(callAt(callFrame, callOf.get(callers.get(id) ?? -1) ?? -1));
  }
  const endUnixNano = BigInt(endMillis) * 1_000_000n;
  const groups = new Map<number, SampleGroup>();
  const period = micros * 1000;
  let idle = 0;
  let idleCall = -1;
  let time = startTime;
  for (const [at, id] of samples.entries()) {
    time += timeDeltas[at] ?? 0;
    const call = callOf.get(id);
    if (call === undefined) continue;
    if (calls[call]?.functionName === IDLE) {
      idle += 1;
      idleCall = call;
      continue;
    }
    let group = groups.get(call);
    if (group === undefined) groups.set(call, (group = { call, link: undefined, values: [], times: [] }));
    group.values.push(period);
    group.times.push(endUnixNano - BigInt(Math.round((endTime - time) * 1000)));
  }
  const all = [...groups.values()];
  if (idle > 0) all.push({ call: idleCall, link: undefined, values: [idle * period], times: [] });
  const durationNano = BigInt(Math.round((endTime - startTime) * 1000));
  return {
    startUnixNano: endUnixNano - durationNano,
    durationNano,
    calls,
    profiles: [{ type: "wall", unit: "nanoseconds", period, samples: all }],
  };
}

function callAt({ functionName, url, lineNumber, columnNumber }: InspectedFrame, caller: number): Call {
  return { functionName, url, line: lineNumber + 1, column: columnNumber + 1, caller };
}
