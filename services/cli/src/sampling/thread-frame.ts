import { type Frame, frameOf } from "@throughline/profile";
import type { SampledThread } from "./process-sampler.ts";

/** A frame below all stacks of a worker thread, so that threads are told apart; the main thread has none. */
export function threadFrames({ threadId, name }: SampledThread): Frame[] {
  return threadId === 0 ? [] : [frameOf(`(worker ${threadId} ${name})`)];
}
