import { LOG_COLUMNS, type LogRow } from "../rows/log.ts";
import { Parameters, type Run } from "../statement.ts";
import { type Block, blockOf, endOf } from "./block.ts";
import { BLOCKED } from "./event-names.ts";
import { ONE_REPORT, REPORT_ORDER } from "./trace-events.ts";
import { ofProcesses, type Processes } from "./processes.ts";

/** How long after a block its last report may come. */
const DELAY = 60_000_000_000n;

/** Most blocks that are read: many more than one answer shows. */
const MAX_READ = 1_000;

/** Reads the blocks of these processes in their time, whoever held them. */
export async function readBlocksOf(run: Run, processes: Processes): Promise<Block[]> {
  const parameters = new Parameters();
  const rows = await run<LogRow>(
    parameters.statement(`SELECT ${LOG_COLUMNS}
FROM logs
WHERE ${ofProcesses(parameters, processes, 0n, DELAY)} AND event_name = '${BLOCKED}'
ORDER BY ${REPORT_ORDER}
${ONE_REPORT}
LIMIT ${parameters.bind("UInt32", MAX_READ)}`),
  );
  return rows.map(blockOf).filter((block) => BigInt(block.startNano) < processes.range.to && endOf(block) > processes.range.from);
}
