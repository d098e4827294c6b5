import { byTime, hasFailed, type Part } from "./action.ts";
import type { Stretch } from "../time/stretches.ts";

/** Which try it was, of how many that are known. */
export interface Attempt {
  readonly number: number;
  readonly of: number;
}

/** The tries of one thing, the first first. */
export type Tries<T> = readonly T[];

/** Things that were done again after they had failed: such of one key, each begun when the one before was over and had failed. */
export function triesOf<T extends Stretch>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
  failed: (one: T) => boolean,
): Tries<T>[] {
  const groups = Map.groupBy(all, keyOf);
  groups.delete(undefined);
  return [...groups.values()].flatMap((group) => {
    const tries: T[][] = [];
    for (const one of group.toSorted(byTime)) {
      const before = tries.at(-1)?.at(-1);
      if (before !== undefined && failed(before) && one.from >= before.to) tries.at(-1)?.push(one);
      else tries.push([one]);
    }
    return tries.filter(({ length }) => length > 1);
  });
}

/** Calls that a span repeated after an error: the same to the same place. */
export function callTries(parts: readonly Part[]): Tries<Part>[] {
  const parents = new Map<Part, number>();
  const numberOf = (parent: Part): number => {
    const number = parents.get(parent) ?? parents.size;
    parents.set(parent, number);
    return number;
  };
  return triesOf(
    parts,
    ({ parent, span: { service, kind, name, attributes } }) =>
      parent && JSON.stringify([numberOf(parent), service, kind, name, ...TARGETS.map((key) => pathOf(attributes[key]))]),
    hasFailed,
  );
}

/** Tries by what was tried. */
export function attemptsOf<T>(tries: readonly Tries<T>[]): Map<T, Attempt> {
  return new Map(tries.flatMap((all) => all.map((one, at) => [one, { number: at + 1, of: all.length }] as const)));
}

/** What tells a call from another of the same name. */
const TARGETS = ["url.full", "http.url", "server.address", "rpc.service", "db.query.text", "messaging.destination.name"];

/** Without what is behind `?`: some clients say there which try it is. */
function pathOf(value: unknown): unknown {
  return typeof value === "string" ? value.split("?", 1)[0] : value;
}
