import { readErrors, readServices, type Run, type TimeRange } from "@throughline/query";
import { type Group, keyOf } from "./group.ts";
import { together, unquoted } from "./together.ts";

/** Tells whether a group is new; `null`: it is not known. */
export type IsNew = (group: Group) => boolean | null;

export const NOT_KNOWN: IsNew = () => null;

/** Looks at the time before a range, as long as that: there, what is new was not, though its service sent spans. */
export async function newGroups(run: Run, service: string | undefined, { from, to }: TimeRange, deadline: number): Promise<IsNew> {
  const length = to - from;
  const before = { from: from > length ? from - length : 0n, to: from };
  const [{ counts, wereCut, countedFrom }, services] = await Promise.all([
    readErrors(run, { service, range: before, step: length }, deadline),
    readServices(run, before),
  ]);
  const known = new Set(together(counts).map(coarseKey));
  const sent = new Set(services.filter(({ calls }) => calls > 0).map(({ name }) => name));
  const isWhole = !wereCut && countedFrom === undefined;
  return (group) => (known.has(coarseKey(group)) ? false : isWhole && sent.has(group.service) ? true : null);
}

/** What is quoted is masked where there is much of it, and there may have been less. */
function coarseKey(group: Group): string {
  return keyOf({ ...group, message: unquoted(group.message) });
}
