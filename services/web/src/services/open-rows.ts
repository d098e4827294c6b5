import type { OpenGroup, StallList } from "@throughline/api";

/** A group of spans that have not ended, and whose it is. */
export interface OpenRow extends OpenGroup {
  readonly service: string;
}

/** All groups of the services whose name has `part` in it, those with the oldest span first. */
export function openRows(services: StallList["services"], part: string): OpenRow[] {
  return services
    .filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
    .flatMap(({ name, openSpans }) => openSpans.groups.map((group) => ({ ...group, service: name })))
    .toSorted((a, b) => Number(BigInt(a.oldest.startTimeUnixNano) - BigInt(b.oldest.startTimeUnixNano)));
}

/** Since when none of a group's operation has ended, and there were any to end; `undefined`: others of it end. */
export function stuckSince({ noneEndedSinceUnixNano, oldest }: OpenGroup, now: bigint): bigint | undefined {
  const oldestStart = BigInt(oldest.startTimeUnixNano);
  const since = BigInt(noneEndedSinceUnixNano ?? 0);
  if (since >= now) return undefined;
  return since > oldestStart ? since : oldestStart;
}
