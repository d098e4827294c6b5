import type { Red } from "@throughline/api";
import { shortCount } from "../text/number.ts";
import { intervalOf, type Range } from "../time/range.ts";

/** A chart needs so many steps. */
const LEAST_STEPS = 2;

/** An answer from the step of its first call on: rates are per the time since then, and charts are of it. `since`: where that is later than what was asked for. */
export function fromFirstCall<Answer extends Pick<Red, "total" | "series">>(red: Answer): Answer & { readonly since: string | undefined } {
  const { points } = red.total;
  const at = Math.min(
    points.findIndex(({ calls }) => calls > 0),
    points.length - LEAST_STEPS,
  );
  if (at <= 0) return { ...red, since: undefined };
  const later = <One extends Red["total"]>(one: One): One => ({ ...one, points: one.points.slice(at) });
  return { ...red, total: later(red.total), series: red.series.map(later), since: points[at]?.timeUnixNano };
}

/** How many seconds the steps of an answer cover that was asked for at a time, in Unix milliseconds: they begin at or before the range's start, and end with it. */
export function coveredSeconds({ points }: Red["total"], range: Range, askedMillis: number): number {
  const [first] = points;
  if (!first) return 1;
  const { to } = intervalOf(range, BigInt(askedMillis) * 1_000_000n);
  return Math.max(Number(to - BigInt(first.timeUnixNano)) / 1e9, 1);
}

const SECONDS = { s: 1, min: 60, h: 3_600 } as const;
/** What a rate is per. */
export type Per = keyof typeof SECONDS;
/** A smaller one would read as none. */
const LEAST = 0.01;

/** What the rates of a column are told by, so that they compare: what is seldom, all of it, by the minute or the hour. */
export function perOf(calls: readonly number[], seconds: number): Per {
  const most = calls.reduce((larger, one) => Math.max(larger, one), 0) / seconds;
  return most === 0 || most >= 0.1 ? "s" : most * SECONDS.min >= 0.1 ? "min" : "h";
}

/** `12.3 /s`, `4.5 /min`. */
export function rateText(calls: number, seconds: number, per: Per = perOf([calls], seconds)): string {
  const rate = (calls / seconds) * SECONDS[per];
  return `${rate > 0 && rate < LEAST ? `< ${LEAST}` : shortCount(rate)} /${per}`;
}
