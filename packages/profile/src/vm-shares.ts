import { ROOT, type Profile, type StackId } from "./profile.ts";

/** Shares of all weight, 0 to 1. */
export interface VmShares {
  /** Samples in garbage collection, wherever on the stack. */
  readonly gc: number;
  /** Samples in which the thread waited for work: their last frame is V8's `(idle)`. */
  readonly idle: number;
}

/** What V8 and `@datadog/pprof` call it. */
const GC = new Set(["(garbage collector)", "Garbage Collection"]);
const IDLE = "(idle)";

/** How much of a profile is garbage collection, and how much is waiting. */
export function vmShares(profile: Profile): VmShares {
  const inGc = new Uint8Array(profile.stacks);
  let gc = 0;
  let idle = 0;
  for (let stack: StackId = ROOT + 1; stack < profile.stacks; stack++) {
    const frame = profile.frame(profile.frameOf(stack));
    inGc[stack] = frame.kind === "native" && GC.has(frame.function) ? 1 : (inGc[profile.parentOf(stack)] as number);
    if (inGc[stack] === 1) gc += profile.weightOf(stack);
    else if (frame.kind === "native" && frame.function === IDLE) idle += profile.weightOf(stack);
  }
  return profile.weight === 0 ? { gc: 0, idle: 0 } : { gc: gc / profile.weight, idle: idle / profile.weight };
}
