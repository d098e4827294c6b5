import { type Action, hasFailed } from "./action.ts";
import { isErrorLog } from "../logs/severity.ts";
import { type Stretch, total, union } from "../time/stretches.ts";

/** What one service did in the action. */
export interface ServiceActivity extends Stretch {
  readonly name: string;
  readonly spans: number;
  readonly errors: number;
  readonly logs: number;
  readonly errorLogs: number;
  readonly blocks: number;
  /** Nanoseconds in which a span of it ran. */
  readonly active: number;
}

/** The services, by when each was first heard of. */
export function serviceActivity({ parts, logs, blocks }: Action): ServiceActivity[] {
  const parted = Map.groupBy(parts, ({ span }) => span.service);
  const logged = Map.groupBy(logs, ({ log }) => log.service);
  const blocked = Map.groupBy(blocks, ({ block }) => block.service);
  return [...new Set([...parted.keys(), ...logged.keys()])]
    .map((name): ServiceActivity => {
      const own = parted.get(name) ?? [];
      const ownLogs = logged.get(name) ?? [];
      const times = [...own, ...ownLogs.map(({ at }) => ({ from: at, to: at }))];
      return {
        name,
        spans: own.length,
        errors: own.filter(hasFailed).length,
        logs: ownLogs.length,
        errorLogs: ownLogs.filter(({ log }) => isErrorLog(log)).length,
        blocks: blocked.get(name)?.length ?? 0,
        active: total(union(own)),
        from: times.reduce((least, { from }) => Math.min(least, from), Infinity),
        to: times.reduce((most, { to }) => Math.max(most, to), 0),
      };
    })
    .toSorted((a, b) => a.from - b.from || (a.name < b.name ? -1 : 1));
}
