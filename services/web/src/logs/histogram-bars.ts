import type { LogHistogram } from "@throughline/api";
import { plural } from "../text/number.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

/** The severities that are drawn, the gravest at the bottom, each as the height that it and those below it reach together. */
export interface Bars {
  /** Unix seconds of the middle of each step. */
  readonly times: readonly number[];
  /** The tallest first, so that each is drawn over the one before. */
  readonly stacks: readonly { readonly severity: Severity; readonly heights: readonly number[] }[];
}

/** @param chosen severities that are drawn; none: all that there are */
export function barsOf({ points, stepNano }: LogHistogram, chosen: readonly Severity[]): Bars {
  const half = Number(stepNano) / 2e9;
  const times = points.map(({ timeUnixNano }) => Number(BigInt(timeUnixNano) / 1_000_000n) / 1_000 + half);
  const heights = points.map(() => 0);
  const stacks: { severity: Severity; heights: number[] }[] = [];
  for (const severity of drawn(chosen)) {
    if (points.every((point) => point[severity] === 0)) continue;
    for (const [at, point] of points.entries()) heights[at] = (heights[at] ?? 0) + point[severity];
    stacks.unshift({ severity, heights: [...heights] });
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
