import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { trace } from "../evaluate/testing/trace.ts";
import { collectAll, labelText, SECOND } from "./testing/measure.ts";

const spans = fc.array(
  fc.record({
    id: fc.nat(99).map(String),
    name: fc.constantFrom("a", "b", "c"),
    startNano: fc.bigInt(-2n, 32n).map((seconds) => seconds * SECOND),
    durationNano: fc.bigInt(0n, 9n).map((seconds) => seconds * SECOND),
  }),
  { maxLength: 30 },
);
type Spans = typeof spans extends fc.Arbitrary<infer T> ? T : never;

/** Step by step: of a moment at 10 s those after 0 s, and so on. */
const within = (of: Spans, name: string, step: number) =>
  of.filter(
    (each) => each.name === name && each.startNano > BigInt(step) * 10n * SECOND && each.startNano <= BigInt(step + 1) * 10n * SECOND,
  );

const quantile = (durations: readonly number[], of: number) => {
  const sorted = durations.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * of;
  const [below = NaN, above = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below * (Math.ceil(place) - place || 1) + above * (place - Math.floor(place));
};

const rounded = (numbers: Iterable<number>) => Array.from(numbers, (each) => each.toFixed(9));
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const orNone = (of: (durations: readonly number[]) => number) => (durations: readonly number[]) =>
  durations.length > 0 ? of(durations) : NaN;

test.each<[string, string, (durations: readonly number[]) => number]>([
  ["count_over_time()", "", (durations) => durations.length],
  ["rate()", "", (durations) => durations.length / 10],
  ["sum_over_time(duration)", "", orNone(sum)],
  ["min_over_time(duration)", "", orNone((durations) => Math.min(...durations))],
  ["max_over_time(duration)", "", orNone((durations) => Math.max(...durations))],
  ["avg_over_time(duration)", "", orNone((durations) => sum(durations) / durations.length)],
  ["quantile_over_time(duration, .3)", ", p=0.3", orNone((durations) => quantile(durations, 0.3))],
])("%s is what its name says, however the spans are spread over traces", (of, label, expected) => {
  fc.assert(
    fc.property(fc.array(spans, { maxLength: 3 }), (traces) => {
      const metrics = collectAll(
        `{} | ${of} by (name)`,
        traces.map((each) => trace(each)),
        { series: 10, exemplars: 0 },
      );
      const series = Object.fromEntries(metrics.series().map((each) => [labelText(each), each.values]));
      for (const name of ["a", "b", "c"]) {
        const ofSteps = [0, 1, 2].map((step) => within(traces.flat(), name, step).map(({ durationNano }) => Number(durationNano / SECOND)));
        const values = series[`{name="${name}"${label}}`];
        if (ofSteps.flat().length === 0) expect(values).toBeUndefined();
        else expect(rounded(values ?? [])).toEqual(rounded(ofSteps.map(expected)));
      }
    }),
  );
});
