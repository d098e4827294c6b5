import type { Frame, FrameKind } from "./frame.ts";
import { Profile, ROOT, type StackId } from "./profile.ts";

/**
 * A copy of `profile` with each frame replaced by what `change` gives for it, or left out where that is undefined: its weight then goes to
 * the frame that called it. `change` is called once a frame, in order of their ids.
 */
export function mapFrames(profile: Profile, change: (frame: Frame) => Frame | undefined): Profile {
  const copy = new Profile(profile);
  const ids = profile.frames.map((frame) => {
    const changed = change(frame);
    return changed && copy.frameId(changed);
  });
  const stacks = new Int32Array(profile.stacks);
  for (let stack: StackId = ROOT; stack < profile.stacks; stack++) {
    if (stack !== ROOT) {
      const parent = stacks[profile.parentOf(stack)] as number;
      const frame = ids[profile.frameOf(stack)];
      stacks[stack] = frame === undefined ? parent : copy.child(parent, frame);
    }
    const [weight, samples] = [profile.weightOf(stack), profile.samplesOf(stack)];
    if (weight > 0 || samples > 0) copy.addTo(stacks[stack] as number, weight, samples);
  }
  return copy;
}

/** A copy with only the frames of these kinds. What others ran counts for the frame that called them. */
export function onlyKinds(profile: Profile, kinds: readonly FrameKind[]): Profile {
  return mapFrames(profile, (frame) => (kinds.includes(frame.kind) ? frame : undefined));
}

/** A copy in which a function is one frame, whichever of its lines ran: the frame of its lowest line that was seen. */
export function byFunction(profile: Profile): Profile {
  const first = new Map<string, Frame>();
  const key = (frame: Frame) => `${frame.file}\0${frame.function}`;
  for (const frame of profile.frames) {
    const known = first.get(key(frame));
    if (!known || (frame.line > 0 && (known.line === 0 || frame.line < known.line))) first.set(key(frame), frame);
  }
  return mapFrames(profile, (frame) => first.get(key(frame)));
}
