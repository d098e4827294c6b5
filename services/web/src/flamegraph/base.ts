import { parseDuration } from "@throughline/model";
import { absolute, DEFAULT_START, intervalOf, isRelative } from "../time/range.ts";
import { routeQuery } from "./route.ts";
import { type Selection, selectorOf } from "./selection.ts";

/** Parameters that replace what the selection is made by; `service` alone narrows it down. */
const REPLACING = ["traceId", "spanId", "correlationId", "q", "blockId"] as const;

/** The base as the query API reads it: what it leaves out is as in the selection. */
export function wholeBase(selection: Selection, base: Selection): Selection {
  const replaces = REPLACING.some((name) => base[name] !== undefined);
  const { start, end, service } = selection;
  // The times of a service or filter do not bind what is found by an ID.
  const kept = replaces ? { service, ...(base.q !== undefined && { start, end }) } : selection;
  return { ...kept, ...Object.fromEntries(Object.entries(base).filter(([, value]) => value !== undefined)) };
}

/** A base that is often wanted. */
export interface BaseChoice {
  readonly label: string;
  readonly base: Selection;
}

const DAY = 86_400_000_000_000n;

/** What a selection is usefully compared with: the time before; of one action, what its services do otherwise. */
export function baseChoices(selection: Selection, services: readonly string[], now: bigint): BaseChoice[] {
  const selector = selectorOf(selection);
  if (selector === "service" || selector === "q") {
    const { from, to } = intervalOf(rangeOf(selection), now);
    return [
      { label: "The time before", base: earlier(selection, to - from, now) },
      { label: "A day earlier", base: earlier(selection, DAY, now) },
    ];
  }
  return services.map((service) => ({
    label: `All spans of ${service}`,
    base: { q: routeQuery({ service }), service },
  }));
}

/** The same range, so much earlier: relative to now where it was. */
function earlier(selection: Selection, by: bigint, now: bigint): Selection {
  const { start = DEFAULT_START } = selection;
  const length = isRelative(rangeOf(selection)) ? parseDuration(start.slice(1)) : undefined;
  if (length !== undefined) return { start: `-${seconds(length + by)}s`, end: `-${seconds(by)}s` };
  const { from, to } = intervalOf(rangeOf(selection), now);
  return absolute({ from: from - by, to: to - by });
}

const seconds = (nanos: bigint) => nanos / 1_000_000_000n;

/** The range of a selection, as the picker takes it. */
export function rangeOf({ start, end }: Selection): { start?: string; end?: string } {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
