import type { Exemplar, Series } from "../traceql/metrics/series.ts";
import { momentAt, type Steps } from "../traceql/metrics/steps.ts";
import { plainFieldValue } from "./field-value.ts";

/** A series as the API gives it: a point for each step that has a value which JSON can say. */
export function seriesJson({ labels, values, exemplars }: Series, steps: Steps) {
  return {
    labels: labels.map(({ name, value }) => ({ key: name, value: value === undefined ? null : plainFieldValue(value) })),
    points: Array.from(values, (value, index) => ({ timeUnixNano: String(momentAt(steps, index)), value })).filter(isFinite),
    exemplars: exemplars.filter(isFinite).map(exemplarJson),
  };
}

function isFinite({ value }: { readonly value: number }): boolean {
  return Number.isFinite(value);
}

function exemplarJson({ traceId, spanId, timeNano, value }: Exemplar) {
  return { traceId, spanId, timeUnixNano: String(timeNano), value };
}
