import type { Run, Statement } from "../statement.ts";

/** The newest of what has arrived, newest first, and how many more there are. */
export interface ArrivedRows<Row> {
  readonly rows: readonly Row[];
  readonly leftOut: number;
}

/** Rows of a statement that asks for one more than the limit; only where that one is there it is counted how many there are. */
export async function readArrived<Row>(run: Run, limit: number, read: Statement, count: Statement): Promise<ArrivedRows<Row>> {
  const rows = await run<Row>(read);
  if (rows.length <= limit) return { rows, leftOut: 0 };
  const counts = await run<{ records: string }>(count);
  return { rows: rows.slice(0, limit), leftOut: counts.reduce((sum, { records }) => sum + Number(records), 0) - limit };
}
