import type { MetricsFunction } from "@throughline/traceql";
import type { Label } from "./series.ts";

/** The name of a metric. */
export const NAME = "__name__";

/** The labels of a series; one that is not grouped by anything has the name of its function. */
export function named(labels: readonly Label[], type: MetricsFunction["type"]): readonly Label[] {
  return labels.length > 0 ? labels : [{ name: NAME, value: type }];
}
