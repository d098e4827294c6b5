import { type Block, blocksOf } from "../events/block.ts";
import { BLOCKED } from "../events/event-names.ts";
import { EVENT_COLUMNS, type EventRow } from "../events/event-row.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** A block by its ID, from its reports in the range; `undefined`: there is none. */
export async function readBlock(run: Run, blockId: string, range: TimeRange): Promise<Block | undefined> {
  const parameters = new Parameters();
  const rows = await run<EventRow>(
    parameters.statement(`SELECT ${EVENT_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND event_name = '${BLOCKED}'
  AND has(items, ${parameters.bind("String", `throughline.block.id=${blockId}`)})`),
  );
  return blocksOf(rows)[0];
}
