import type { StallList } from "@throughline/api";
import { agoText } from "../time/time-text.ts";
import { countText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { stuckSince } from "./open-rows.ts";

/** What has run for less is nothing to speak of. */
const LEAST_NANOS = 5_000_000_000n;

/**
 * What is wrong with a service whose spans do not end; percentiles know only those that have. `p99Nano`: how long its spans take that do
 * end. `undefined`: nothing is.
 */
export function openVerdict(
  { count, groups }: StallList["services"][number]["openSpans"],
  p99Nano: string | null | undefined,
  now: bigint,
): string | undefined {
  const p99 = BigInt(p99Nano ?? 0);
  const ordinary = p99 > LEAST_NANOS ? p99 : LEAST_NANOS;
  const long = groups.filter((group) => group.count > group.lost && now - BigInt(group.oldest.startTimeUnixNano) > ordinary);
  if (long.length === 0) return undefined;
  const stuck = long
    .flatMap(({ name, ...group }) => {
      const since = stuckSince({ name, ...group }, now);
      return since !== undefined && now - since > ordinary ? [{ name, count: group.count, since }] : [];
    })
    // Of as many the last to begin: it is what the others wait for.
    .reduce<{ name: string; count: number; since: bigint } | undefined>(
      (most, one) => (most && most.count > one.count ? most : one),
      undefined,
    );
  const open = `${countText(count)} open`;
  if (stuck) return `${open}, no ${plainText(stuck.name)} of the last ${lengthText(stuck.since, now)} has ended`;
  const oldest = long.map((group) => BigInt(group.oldest.startTimeUnixNano)).reduce((first, start) => (start < first ? start : first));
  return `${open}, the oldest for ${lengthText(oldest, now)}`;
}

function lengthText(since: bigint, now: bigint): string {
  return agoText(since, now).replace(/ ago$/, "");
}
