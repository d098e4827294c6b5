import { ANONYMOUS, type Frame, type FrameId, Profile, ROOT } from "@throughline/profile";
import type { FrameRow, SampleKind, WeighedStacks } from "@throughline/query";

/** Stands for a frame that a stack names and that is not stored. */
const UNKNOWN: Frame = { function: "(not stored)", file: "", line: 0, column: 0, kind: "native" };

/** The profile of stored stacks, and how many samples there are whose stack is not stored: those count for the root. */
export function profileOf(kind: SampleKind, { stacks, frames }: WeighedStacks): { readonly profile: Profile; readonly missing: number } {
  const profile = new Profile({
    sampleType: kind.type,
    unit: kind.unit,
    period: kind.period,
    startTimeUnixNano: kind.first,
    durationNano: kind.end - kind.first,
  });
  const ids = new Map<string, FrameId>();
  const idOf = (hash: string): FrameId => {
    let id = ids.get(hash);
    if (id === undefined) ids.set(hash, (id = profile.frameId(frameOf(frames.get(hash)))));
    return id;
  };
  let missing = 0;
  let weight = kind.weight;
  let samples = kind.samples;
  for (const stack of stacks) {
    if (!stack.frames) missing += stack.samples;
    const id = stack.frames ? profile.stackOf(stack.frames.map(idOf)) : ROOT;
    profile.addTo(id, stack.weight, stack.samples);
    weight -= stack.weight;
    samples -= stack.samples;
  }
  // Of stacks that were cut; and some may have come in between two reads.
  if (weight > 0 || samples > 0) profile.addTo(ROOT, Math.max(weight, 0), Math.max(samples, 0));
  return { profile, missing };
}

function frameOf(row: FrameRow | undefined): Frame {
  if (!row) return UNKNOWN;
  return { function: row.function || ANONYMOUS, file: row.file, line: row.line, column: row.column, kind: row.kind };
}
