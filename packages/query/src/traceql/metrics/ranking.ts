import type { Ranking } from "@throughline/traceql";
import { hasValues, type Series } from "./series.ts";

/** `| topk(5)`: of each step the greatest values only; `| bottomk(5)`: the least. Of equal ones, those of the series that come first. */
export function rank({ type, count }: Ranking, series: readonly Series[]): readonly Series[] {
  const kept = series.map(({ values }) => new Float64Array(values.length).fill(NaN));
  const sign = type === "topk" ? -1 : 1;
  for (let step = 0; step < (series[0]?.values.length ?? 0); step++) {
    const valueAt = (at: number) => series[at]?.values[step] ?? NaN;
    const ranked = [...series.keys()].filter((at) => !Number.isNaN(valueAt(at))).toSorted((a, b) => sign * (valueAt(a) - valueAt(b)));
    for (const at of ranked.slice(0, count)) kept[at]?.set([valueAt(at)], step);
  }
  return series.map((each, at) => ({ ...each, values: kept[at] ?? each.values })).filter(hasValues);
}
