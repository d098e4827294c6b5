import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

const TEN_MINUTES = 600_000_000_000n;
/** A join of so many spans takes well under a second, and about 150 MB. */
const SPANS = 1_000_000;
const LONGEST = 6n;

/** Divides a range into pieces of whole ten minutes that one statement can join, newest first; where there are no spans there are none. */
export async function chunksOf(run: Run, { from, to }: TimeRange): Promise<TimeRange[]> {
  const parameters = new Parameters();
  const rows = await run<{ start: number; spans: string }>(
    parameters.statement(`SELECT toUnixTimestamp(toStartOfTenMinutes(minute)) AS start, sum(calls) AS spans
FROM red
WHERE minute >= toStartOfMinute(${parameters.time(from)}) AND minute < ${parameters.time(to)}
GROUP BY start
ORDER BY start DESC`),
  );
  const chunks: { from: bigint; to: bigint; spans: number }[] = [];
  for (const { start, spans } of rows) {
    const begin = BigInt(start) * 1_000_000_000n;
    const last = chunks.at(-1);
    if (last && last.to - begin <= LONGEST * TEN_MINUTES && last.spans + Number(spans) <= SPANS) {
      last.from = begin;
      last.spans += Number(spans);
    } else chunks.push({ from: begin, to: begin + TEN_MINUTES, spans: Number(spans) });
  }
  return chunks.map((chunk) => ({ from: chunk.from > from ? chunk.from : from, to: chunk.to < to ? chunk.to : to }));
}
