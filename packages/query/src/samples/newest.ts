import { Parameters, type Run } from "../statement.ts";
import { type TimeRange, widening } from "../windows.ts";

/** When one of these services took its newest sample before the end of the range, in Unix nanoseconds; `undefined`: none took any in it. */
export async function readNewestSample(run: Run, services: readonly string[], range: TimeRange): Promise<bigint | undefined> {
  if (services.length === 0) return undefined;
  for (const window of widening(range)) {
    const parameters = new Parameters();
    const [row] = await run<{ found: string; newestNano: string }>(
      parameters.statement(`SELECT count() AS found, toUnixTimestamp64Nano(max(time)) AS newestNano
FROM samples
WHERE service IN (SELECT arrayJoin(${parameters.bind("Array(String)", services)}))
  AND time >= ${parameters.time(window.from)} AND time < ${parameters.time(window.to)}`),
    );
    if (row && row.found !== "0") return BigInt(row.newestNano);
  }
  return undefined;
}
