import { Parameters, type Run } from "./statement.ts";

/** Whether anything of a trace is stored: a span, or where none is, a log record or a report of an open span. */
export async function isTraceStored(run: Run, traceId: string): Promise<boolean> {
  return (await isIn(run, "traces", traceId)) || isIn(run, "logs", traceId);
}

async function isIn(run: Run, table: "traces" | "logs", traceId: string): Promise<boolean> {
  const parameters = new Parameters();
  const rows = await run(
    parameters.statement(`SELECT 1 AS found\nFROM ${table}\nWHERE trace_id IN ${parameters.traceIds([traceId])}\nLIMIT 1`),
  );
  return rows.length > 0;
}

/** Whether anything that is stored carries the correlation ID. */
export async function isCorrelationStored(run: Run, correlationId: string): Promise<boolean> {
  const parameters = new Parameters();
  const rows = await run(
    parameters.statement(
      `SELECT 1 AS found\nFROM correlations\nWHERE correlation_id = ${parameters.bind("String", correlationId)}\nLIMIT 1`,
    ),
  );
  return rows.length > 0;
}
