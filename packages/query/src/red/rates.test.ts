import { expect, test } from "@jest/globals";
import type { Run } from "../statement.ts";
import { type RatesSelection, readRates } from "./rates.ts";

const selection: RatesSelection = {
  services: ["cart"],
  byOperation: true,
  kinds: ["server"],
  range: { from: 1n, to: 9n },
  stepSeconds: 60,
};

/** Answers with so many points, and remembers what it was asked. */
function answering(count: number) {
  const asked: string[] = [];
  const point = { ofService: "cart", ofOperation: "read", start: 60, callCount: "2", errorCount: "1" };
  const run: Run = async <Row>({ sql }: { readonly sql: string }) => {
    asked.push(sql);
    return Array.from({ length: count }, () => point as Row);
  };
  return { asked, run };
}

test("readRates() says when there are more points than one answer holds", async () => {
  const all = await readRates(answering(100_000).run, selection);
  const cut = await readRates(answering(100_001).run, selection);
  expect([all.points.length, all.wereCut, cut.points.length, cut.wereCut]).toEqual([100_000, false, 100_000, true]);
});

test("readRates() reads durations only where they are asked for", async () => {
  const { asked, run } = answering(1);
  const { points } = await readRates(run, selection);
  await readRates(run, { ...selection, quantile: 0.5 });
  expect(points[0]?.durationNano).toBeNull();
  expect(asked.map((sql) => sql.includes("durations"))).toEqual([false, true]);
});
