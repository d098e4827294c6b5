import type { SeriesFilter } from "@throughline/traceql";
import { compareScalars, type OrderOperator } from "../evaluate/scalar-comparison.ts";
import { hasValues, type Series } from "./series.ts";

/** `> 10`: the values that compare so. */
export function filterSeries({ operator, value: limit }: SeriesFilter, series: readonly Series[]): readonly Series[] {
  const keep = (value: number) => !Number.isNaN(value) && compareScalars(operator as OrderOperator, value, limit) === true;
  return series.map((each) => ({ ...each, values: each.values.map((value) => (keep(value) ? value : NaN)) })).filter(hasValues);
}
