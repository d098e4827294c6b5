import { type Exemplar, type Label, momentAt, type Series, type Steps } from "@throughline/query";
import { anyValueOrNil } from "./any-value.ts";

const MILLI = 1_000_000n;

/** A series as `tempopb.TimeSeries`. Steps without a value are not there: JSON has no NaN. */
export function timeSeriesJson({ labels, values, exemplars }: Series, steps: Steps): object {
  const samples = Array.from(values, (value, index) => ({ timestampMs: millis(momentAt(steps, index)), value }));
  return {
    labels: labels.map(labelJson),
    samples: samples.filter(isFinite),
    ...(exemplars.length > 0 && { exemplars: exemplars.filter(isFinite).map(exemplarJson) }),
  };
}

/** A series of one value as `tempopb.InstantSeries`; none where it has no value. */
export function instantSeriesJson({ labels, values: [value = NaN] }: Series): object[] {
  return Number.isFinite(value) ? [{ labels: labels.map(labelJson), value }] : [];
}

function labelJson({ name, value }: Label): object {
  return { key: name, value: anyValueOrNil(value) };
}

/** Grafana links to the trace that `trace:id` names. */
function exemplarJson({ traceId, spanId, timeNano, value }: Exemplar): object {
  const labels = Object.entries({ "trace:id": traceId, "span:id": spanId }).map(([name, text]) => labelJson({ name, value: text }));
  return { labels, value, timestampMs: millis(timeNano) };
}

function isFinite({ value }: { readonly value: number }): boolean {
  return Number.isFinite(value);
}

function millis(nanos: bigint): string {
  return String(nanos / MILLI);
}
