import type { MetricsArithmetic } from "@throughline/traceql";
import { groupKey } from "../evaluate/group-key.ts";
import { NAME } from "./names.ts";
import { hasValues, type Label, type Series } from "./series.ts";

type Operator = MetricsArithmetic["operator"];

const CALCULATE: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

/**
 * `left / right`, step by step: of series that have the same labels but for their names, or of each series and a number. What one side
 * only has, and what is not finite, as a division by zero, has no value.
 */
export function calculateSeries(
  operator: Operator,
  left: readonly Series[] | number,
  right: readonly Series[] | number,
): readonly Series[] {
  if (typeof left === "number" && typeof right === "number") return [];
  const combine = (a: number, b: number) => finite(CALCULATE[operator](a, b));
  if (typeof right === "number")
    return (left as readonly Series[]).map((each) => mapped(each, (value) => combine(value, right))).filter(hasValues);
  if (typeof left === "number") return right.map((each) => mapped(each, (value) => combine(left, value))).filter(hasValues);
  const others = new Map(right.map((each) => [keyOf(each), each]));
  return left
    .flatMap((each) => {
      const other = others.get(keyOf(each));
      if (!other) return [];
      const values = each.values.map((value, step) => combine(value, other.values[step] ?? NaN));
      return { labels: unnamed(each), values, exemplars: each.exemplars };
    })
    .filter(hasValues);
}

function mapped(series: Series, map: (value: number) => number): Series {
  return { ...series, values: series.values.map(map) };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

function unnamed({ labels }: Series): readonly Label[] {
  return labels.filter(({ name }) => name !== NAME);
}

/** The same for the same labels, in whatever order. */
function keyOf(series: Series): string {
  const labels = unnamed(series).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return groupKey(labels.flatMap(({ name, value }) => [name, value]));
}
