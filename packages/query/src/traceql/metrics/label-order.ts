import type { FieldValue } from "../spanset.ts";
import { isNumber } from "../evaluate/scalar-comparison.ts";
import type { Label, Series } from "./series.ts";

/** Series by their labels: numbers by size, all else as text, what has none last. */
export function byLabels(a: Series, b: Series): number {
  for (const [at, label] of a.labels.entries()) {
    const order = labelOrder(label, b.labels[at]);
    if (order !== 0) return order;
  }
  return a.labels.length - b.labels.length;
}

function labelOrder(a: Label, b: Label | undefined): number {
  if (!b) return 1;
  return textOrder(a.name, b.name) || valueOrder(a.value, b.value);
}

function valueOrder(a: FieldValue | undefined, b: FieldValue | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  return textOrder(String(a), String(b));
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
