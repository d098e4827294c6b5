import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { QueryTimeout, type Run } from "../../../statement.ts";
import { readMetrics } from "../read-metrics.ts";
import type { Steps } from "../steps.ts";
import { labelText, SECOND } from "../testing/measure.ts";

/** Of an hour each: the newest is read first, then the other two. */
const STEPS: Steps = { first: 3_600n * SECOND, step: 3_600n * SECOND, count: 3 };

/** What SQL finds of one series: steps of the window, and how many spans each has. */
type Counts = readonly [name: string, ...counts: (readonly [step: number, spans: number])[]];

/** Answers the statements one after the other; `undefined`: there was no time for it. */
async function counted(q: string, ...windows: (readonly Counts[] | undefined)[]) {
  const run: Run = async <Row>() => {
    const series = windows.shift();
    if (!series) throw new QueryTimeout("timeout");
    return series.map(([name, ...counts]) => ({
      labels: [["s", name]],
      spans: String(counts.reduce((sum, [, spans]) => sum + spans, 0)),
      points: counts.map(([step, spans]) => [step, [String(spans)]]),
    })) as Row[];
  };
  const limits = { series: 2, compared: 0, exemplars: 0 };
  const { series, ...found } = await readMetrics(run, { query: parse(q), steps: STEPS, limits, deadline: Infinity });
  return { ...found, series: Object.fromEntries(series.map((each) => [labelText(each), [...each.values].join(" ")])) };
}

test("a series that was cut in a part of the time has no value there, and 0 where it is known to have no spans", async () => {
  const q = "{} | count_over_time() by (name)";
  const newest: Counts[] = [
    ["a", [0, 5]],
    ["b", [0, 4]],
    ["c", [0, 3]],
  ];
  const { series, seriesWereCut } = await counted(q, newest, [
    ["c", [0, 8], [1, 8]],
    ["a", [1, 1]],
  ]);
  expect(seriesWereCut).toBe(true);
  expect(series).toEqual({ '{name="a"}': "0 1 5", '{name="c"}': "8 8 NaN" });
  const whole = await counted(q, newest.slice(0, 1), [["c", [0, 8]]]);
  expect(whole.seriesWereCut).toBe(false);
  expect(whole.series).toEqual({ '{name="a"}': "0 0 5", '{name="c"}': "8 0 0" });
});

test("what is calculated with a value that is not known is not known either", async () => {
  const few: Counts[] = [["c", [0, 20]]];
  const many: Counts[] = [
    ["a", [0, 5]],
    ["b", [0, 4]],
    ["c", [0, 3]],
  ];
  const { series } = await counted("({} | count_over_time() by (name)) - ({} | count_over_time() by (name))", few, few, many, few);
  expect(series).toEqual({ '{name="c"}': "0 0 NaN" });
});

test("parts of the time that were not read have no values", async () => {
  const { series, searchedFrom } = await counted("{} | rate() by (name)", [["a", [0, 3_600]]], undefined);
  expect(searchedFrom).toBe(7_200n * SECOND + 1n);
  expect(series).toEqual({ '{name="a"}': "NaN NaN 1" });
});
