import { printField } from "@throughline/traceql";
import { isDuration } from "../../evaluate/duration.ts";
import { fieldValue } from "../../stored-value.ts";
import { named } from "../names.ts";
import type { Exemplar, Label, Series } from "../series.ts";
import type { Steps } from "../steps.ts";
import type { SeriesRow, SqlFunction } from "./statement.ts";

const NANOS = 1e9;

/** Rows for some of the steps: so many, of which the first has this index. */
export interface RowsOfSteps {
  readonly from: number;
  readonly count: number;
  readonly rows: readonly SeriesRow[];
  /** There are more rows: of a series without one nothing is known here. */
  readonly isCut: boolean;
}

/**
 * The series of a function from rows of some steps; where nothing is known of a series, it has no value. Of more series than may be, those
 * of the most spans.
 */
export function storedSeries(
  of: SqlFunction,
  parts: readonly RowsOfSteps[],
  { step, count }: Steps,
  most: number,
): { readonly series: readonly Series[]; readonly areCut: boolean } {
  const divisor = "of" in of && isDuration(of.of) ? NANOS : 1;
  const quantiles = of.type === "quantile_over_time" ? of.quantiles : [undefined];
  const isCount = of.type === "rate" || of.type === "count_over_time" || of.type === "histogram_over_time";
  const factor = of.type === "rate" ? NANOS / Number(step) : isCount ? 1 : 1 / divisor;
  const scaled = (text: string) => (isCount ? numberOf(text) * factor : numberOf(text) / divisor);
  const groups = [...Map.groupBy(partsOfRows(parts), ({ key }) => key).values()]
    .map((all) => ({ all, spans: all.reduce((sum, { row }) => sum + Number(row.spans), 0) }))
    .toSorted((a, b) => b.spans - a.spans);
  const kept = groups.slice(0, Math.ceil(most / quantiles.length));
  const series = kept.flatMap(({ all }) =>
    quantiles.map((quantile, at): Series => {
      const values = new Float64Array(count).fill(NaN);
      const isKnown = ({ from, isCut }: RowsOfSteps) => !isCut || all.some((each) => each.from === from);
      if (isCount) for (const part of parts.filter(isKnown)) values.fill(0, part.from, part.from + part.count);
      for (const { row, from } of all) for (const [index, texts] of row.points) values[from + index] = scaled(texts[at] ?? "nan");
      const exemplars = all.flatMap(({ row, from }) =>
        (row.examples ?? []).map(([index, traceId, spanId, startNano, value]): Exemplar => ({
          traceId,
          spanId,
          timeNano: BigInt(startNano),
          value: "of" in of ? numberOf(value) / divisor : (values[from + index] ?? NaN),
        })),
      );
      return { labels: labelsOf(of, all[0]?.row, quantile, divisor), values, exemplars };
    }),
  );
  return { series, areCut: kept.length < groups.length };
}

function partsOfRows(parts: readonly RowsOfSteps[]) {
  return parts.flatMap(({ from, rows }) => rows.map((row) => ({ from, row, key: JSON.stringify([row.labels, row.bucket]) })));
}

function labelsOf(of: SqlFunction, row: SeriesRow | undefined, quantile: number | undefined, divisor: number): readonly Label[] {
  const labels = of.by.map((field, index): Label => {
    const [type, text] = row?.labels[index] ?? ["", ""];
    return { name: printField(field), value: fieldValue(type, text) };
  });
  if (quantile !== undefined) return [...labels, { name: "p", value: quantile }];
  if (row?.bucket !== undefined) return [...labels, { name: "__bucket", value: numberOf(row.bucket) / divisor }];
  return named(labels, of.type);
}

/** A number as ClickHouse writes it. */
function numberOf(text: string): number {
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}
