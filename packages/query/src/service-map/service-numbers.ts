import { NO_PROBE } from "../events/event-names.ts";
import { bucketColumns, DurationHistogram } from "../red/duration-histogram.ts";
import type { RedNumbers } from "../red/red.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

interface Row {
  readonly name: string;
  readonly callCount: number;
  readonly errorCount: number;
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
}

const IS_ASKED = "kind IN ('server', 'consumer')";

/** Every service that sent spans in the range, with what it was asked for: its server and consumer spans. */
export async function readServiceNumbers(run: Run, { from, to }: TimeRange): Promise<Map<string, RedNumbers>> {
  const parameters = new Parameters();
  const rows = await run<Row>(
    parameters.statement(`SELECT toString(service) AS name,
  toFloat64(sumIf(calls, ${IS_ASKED})) AS callCount,
  toFloat64(sumIf(errors, ${IS_ASKED})) AS errorCount,
  ${bucketColumns(`sumMapIf(durations, ${IS_ASKED})`)}
FROM red
WHERE minute >= toStartOfMinute(${parameters.time(from)}) AND minute < ${parameters.time(to)} AND ${NO_PROBE}
GROUP BY service`),
  );
  return new Map(
    rows.map(({ name, callCount, errorCount, buckets, counts }) => {
      const histogram = new DurationHistogram();
      histogram.add(buckets, counts);
      return [name, { calls: callCount, errors: errorCount, ...histogram.percentiles() }];
    }),
  );
}
