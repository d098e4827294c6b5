import { Profile, ROOT, type StackId } from "./profile.ts";

/** Adds the samples of `from` to `into`: stacks that are equal frame by frame become one. Throws TypeError if type or unit differ. */
export function mergeInto(into: Profile, from: Profile): void {
  if (into.sampleType !== from.sampleType || into.unit !== from.unit)
    throw new TypeError(
      `Cannot merge "${from.sampleType}" in ${from.unit} into "${into.sampleType}" in ${into.unit}: expected the same type and unit`,
    );
  const frames = from.frames.map((frame) => into.frameId(frame));
  const stacks = new Int32Array(from.stacks);
  for (let stack: StackId = ROOT; stack < from.stacks; stack++) {
    if (stack !== ROOT) stacks[stack] = into.child(stacks[from.parentOf(stack)] as number, frames[from.frameOf(stack)] as number);
    const [weight, samples] = [from.weightOf(stack), from.samplesOf(stack)];
    if (weight > 0 || samples > 0) into.addTo(stacks[stack] as number, weight, samples);
  }
}

/**
 * All samples of profiles of one type in one. Its period is theirs if they agree; it starts with the first and lasts until the end of the
 * last, or as long as the longest where their starts are unknown. Throws TypeError if types or units differ, or if there is none.
 */
export function merge(profiles: readonly Profile[]): Profile {
  const [first] = profiles;
  if (!first) throw new TypeError("Cannot merge no profiles: expected at least one");
  const starts = profiles.map(({ startTimeUnixNano }) => startTimeUnixNano);
  const dated = starts.every((start) => start > 0n);
  const start = dated ? starts.reduce((one, other) => (other < one ? other : one)) : 0n;
  const ends = profiles.map(({ startTimeUnixNano, durationNano }) => (dated ? startTimeUnixNano - start : 0n) + durationNano);
  const merged = new Profile({
    sampleType: first.sampleType,
    unit: first.unit,
    period: profiles.every(({ period }) => period === first.period) ? first.period : 0,
    startTimeUnixNano: start,
    durationNano: ends.reduce((one, other) => (other > one ? other : one)),
    name: profiles.every(({ name }) => name === first.name) ? first.name : "",
  });
  for (const profile of profiles) mergeInto(merged, profile);
  return merged;
}
