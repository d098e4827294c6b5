import type { Red } from "@throughline/api";
import { shortCount } from "../text/number.ts";
import { intervalOf, type Range } from "../time/range.ts";

/** How many seconds the steps of an answer cover that was asked for at a time, in Unix milliseconds: they begin at or before the range's start, and end with it. */
export function coveredSeconds({ points }: Red["total"], range: Range, askedMillis: number): number {
  const [first] = points;
  if (!first) return 1;
  const { to } = intervalOf(range, BigInt(askedMillis) * 1_000_000n);
  return Math.max(Number(to - BigInt(first.timeUnixNano)) / 1e9, 1);
}

/** `12.3 /s`; what is seldom by the minute or the hour: `4.5 /min`. */
export function rateText(calls: number, seconds: number): string {
  if (calls === 0) return "0 /s";
  const perSecond = calls / seconds;
  if (perSecond >= 0.1) return `${shortCount(perSecond)} /s`;
  return perSecond * 60 >= 0.1 ? `${shortCount(perSecond * 60)} /min` : `${shortCount(perSecond * 3_600)} /h`;
}
