import type { HeapProfiler } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";
import { bytesText } from "@throughline/model";
import { type Frame, frameOf, Profile, type StackId } from "@throughline/profile";
import { type Attached, within } from "../attach/attach.ts";
import { attached } from "../attach/attached.ts";
import type { CdpSession } from "../attach/cdp-session.ts";
import { Cannot } from "../cannot.ts";
import { SourcePlaces } from "../dump/source-places.ts";
import { Progress } from "../output/progress.ts";
import type { SampledThread } from "../sampling/process-sampler.ts";
import { threadFrames } from "../sampling/thread-frame.ts";

/** Bytes between samples on the average: what V8 has by itself. */
const INTERVAL = 32_768;
const START_MS = 3_000;
/** V8 collects all garbage before it tells what lives: of a large heap that takes seconds. */
const END_MS = 60_000;
const TICK_MS = 1_000;

/**
 * What a process allocates for a while and keeps: bytes by where they were allocated, of the objects that live at the end. Less if Ctrl-C is
 * pressed or the process ends.
 * @throws Cannot
 */
export async function recordHeap(pid: number, seconds: number): Promise<Profile> {
  const profile = new Profile({
    sampleType: "inuse_space",
    unit: "bytes",
    period: INTERVAL,
    startTimeUnixNano: BigInt(Date.now()) * 1_000_000n,
  });
  const places = new SourcePlaces(pid);
  const stop = new AbortController();
  const progress = new Progress();
  const record = async (target: Attached): Promise<void> => {
    profile.name = target.target.command.join(" ");
    const threads = await start(target, pid);
    const began = performance.now();
    for (let now = began; now < began + seconds * 1_000 && !stop.signal.aborted && !target.main.isEnded; now = performance.now()) {
      const passed = (now - began) / 1_000;
      progress.show(passed / seconds, `${passed.toFixed(0)} of ${seconds} s of what process ${pid} allocates; Ctrl-C ends early`);
      await sleep(Math.min(TICK_MS, began + seconds * 1_000 - now), undefined, { signal: stop.signal }).catch(() => {});
    }
    profile.durationNano = BigInt(Math.round((performance.now() - began) * 1e6));
    progress.show(1, `process ${pid} collects its garbage, so that what is left is what it keeps`);
    await within(
      Promise.all(threads.map(async ({ thread, session }) => addHeap(profile, await end(session), places, threadFrames(thread)))),
      END_MS,
    );
  };
  try {
    await attached(pid, record, { interrupt: () => stop.abort(), guard: true });
  } finally {
    progress.end();
  }
  if (profile.weight === 0)
    throw new Cannot(
      `Cannot record the heap of process ${pid}: of what it allocated in that time it keeps nothing, or less than ${bytesText(INTERVAL)}`,
    );
  return profile;
}

interface Thread {
  readonly thread: SampledThread;
  readonly session: CdpSession;
}

/** Begins in every thread that there is. @throws Cannot where somebody else samples allocations already: V8 has one sampler for a thread */
async function start({ main, workers }: Attached, pid: number): Promise<readonly Thread[]> {
  const threads: Thread[] = [{ thread: { threadId: 0, name: "main" }, session: main }];
  await within(
    workers.start(({ threadId, name, session }) => void threads.push({ thread: { threadId, name }, session })),
    START_MS,
  );
  const taken = main.send("HeapProfiler.getSamplingProfile").then(
    () => true,
    () => false,
  );
  if (await within(taken, START_MS))
    throw new Cannot(
      `Cannot record the heap of process ${pid}: its allocations are sampled already, by its own SDK (THROUGHLINE_PROFILING=heap) or by another tool; of the SDK's, see the page: /flamegraph?service=…&type=alloc`,
    );
  await within(
    Promise.all(threads.map(({ session }) => session.send("HeapProfiler.startSampling", { samplingInterval: INTERVAL }))),
    START_MS,
  );
  return threads;
}

/** What has been allocated since the start and lives. Nothing of a thread that has ended. */
async function end(session: CdpSession): Promise<HeapProfiler.SamplingHeapProfileNode | undefined> {
  try {
    return (await session.send<HeapProfiler.StopSamplingReturnType>("HeapProfiler.stopSampling")).profile.head;
  } catch {
    return undefined;
  }
}

function addHeap(
  into: Profile,
  head: HeapProfiler.SamplingHeapProfileNode | undefined,
  places: SourcePlaces,
  below: readonly Frame[],
): void {
  if (!head) return;
  const base = into.stackOf(below.map((frame) => into.frameId(frame)));
  // Without recursion, for stacks may be deep.
  const open: { node: HeapProfiler.SamplingHeapProfileNode; parent: StackId }[] = head.children.map((node) => ({ node, parent: base }));
  if (head.selfSize > 0) into.addTo(into.child(base, into.frameId(frameOf("(V8)"))), head.selfSize, 1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { callFrame, selfSize, children } = next.node;
    const { functionName, url, lineNumber, columnNumber } = callFrame;
    const place = url === "" ? { file: "", line: 0, column: 0 } : places.written(url, lineNumber + 1, columnNumber + 1);
    const stack = into.child(next.parent, into.frameId(frameOf(functionName, place.file, place.line, place.column)));
    if (selfSize > 0) into.addTo(stack, selfSize, Math.max(1, Math.round(selfSize / INTERVAL)));
    for (const node of children) open.push({ node, parent: stack });
  }
}
