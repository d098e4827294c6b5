import { type Profile, ROOT } from "@throughline/profile";

/** Most frames in the flame graph of one selection. */
export const MAX_NODES = 20_000;

/** Share of everything below which frames are left out so that no more than `MAX_NODES` are given; 0: none is. */
export function leastShare(profile: Profile): number {
  const totals = profile.totals().filter((total, stack) => stack !== ROOT && total > 0);
  if (totals.length <= MAX_NODES) return 0;
  const heaviest = totals.toSorted().toReversed();
  // A little more than the first that is too many: it and all that are as thin are left out.
  return ((heaviest[MAX_NODES] as number) * (1 + 1e-9)) / profile.weight;
}
