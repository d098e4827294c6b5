import type { LogHistogram } from "@throughline/api";
import { plural } from "../text/number.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

/** The severities that are drawn, the gravest at the bottom, each as the height that it and those below it reach together; null: none of it there. */
export interface Bars {
  /** Unix seconds of the middle of each step. */
  readonly times: readonly number[];
  /** The tallest first, so that each is drawn over the one before. */
  readonly stacks: readonly { readonly severity: Severity; readonly heights: readonly (number | null)[] }[];
}

/** @param chosen severities that are drawn; none: all that there are */
export function barsOf({ points, stepNano }: LogHistogram, chosen: readonly Severity[]): Bars {
  const half = Number(stepNano) / 2e9;
  const times = points.map(({ timeUnixNano }) => Number(BigInt(timeUnixNano) / 1_000_000n) / 1_000 + half);
  const heights = points.map(() => 0);
  const stacks: { severity: Severity; heights: (number | null)[] }[] = [];
  for (const severity of drawn(chosen)) {
    if (points.every((point) => point[severity] === 0)) continue;
    for (const [at, point] of points.entries()) heights[at] = (heights[at] ?? 0) + point[severity];
    stacks.unshift({ severity, heights: heights.map((height, at) => (points[at]?.[severity] === 0 ? null : height)) });
  }
  return { times, stacks };
}

export function drawn(chosen: readonly Severity[]): readonly Severity[] {
  return chosen.length === 0 ? SEVERITIES : SEVERITIES.filter((severity) => chosen.includes(severity));
}

/** The same in words: `2,424 lines: 34 error, 29 warn, 2,361 info`. */
export function histogramText(histogram: LogHistogram, chosen: readonly Severity[]): string {
  const counts = drawn(chosen).flatMap((severity) => (histogram[severity] > 0 ? [{ severity, count: histogram[severity] }] : []));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const parts = counts.map(
    ({ severity, count }) => `${count.toLocaleString("en")} ${severity === "unset" ? "without severity" : severity}`,
  );
  return parts.length === 0 ? "No lines" : `${plural(total, "line")}: ${parts.join(", ")}`;
}

/** The part of the range that has lines; undefined where there are none, or where it is most of the range. */
export function extentOf({ points, stepNano }: LogHistogram): { readonly start: string; readonly end: string } | undefined {
  const isThere = ({ total }: { total: number }) => total > 0;
  const first = points.findIndex(isThere);
  const last = points.findLastIndex(isThere);
  const [from, to] = [points[first], points[last]];
  if (!from || !to || last - first + 1 > points.length / 4) return undefined;
  return { start: from.timeUnixNano, end: String(BigInt(to.timeUnixNano) + BigInt(stepNano)) };
}
