import { expect } from "@jest/globals";
import type { Load } from "./load.ts";
import type { Throughline } from "./throughline.ts";

/** Everything of a load that has ended that got a 200 is there, nothing twice, and every view's target says the same. */
export async function expectStoredOnce(throughline: Throughline, load: Load, spansPerRequest: number): Promise<void> {
  await throughline.settled();
  const rows = await throughline.sql<{ id: string }>("SELECT lower(hex(span_id)) AS id FROM spans WHERE service = 'load'");
  const stored = new Set(rows.map(({ id }) => id));
  expect(rows.length - stored.size).toBe(0);
  expect([...load.acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  expect(stored.size).toBeLessThanOrEqual(load.acknowledged.size + load.unanswered());
  const [sums] = await throughline.sql<object>(
    `SELECT (SELECT toUInt32(sum(span_count)) FROM traces WHERE has(services, 'load')) AS traces,
     (SELECT toUInt32(sum(calls)) FROM red WHERE service = 'load') AS red,
     (SELECT toUInt32(sum(arraySum(mapValues(durations)))) FROM red WHERE service = 'load') AS durations,
     (SELECT toUInt32(uniqExact(correlation_id)) FROM correlations WHERE trace_id IN (SELECT trace_id FROM spans WHERE service = 'load')) AS correlations`,
  );
  expect(sums).toEqual({ traces: rows.length, red: rows.length, durations: rows.length, correlations: rows.length / spansPerRequest });
}
