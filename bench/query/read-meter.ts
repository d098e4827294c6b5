import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** What ClickHouse says that statements have read, by the headers of its answers to this process. */
export interface Read {
  readonly statements: number;
  readonly rows: number;
  readonly bytes: number;
  /** Of all statements together, in ClickHouse. */
  readonly millis: number;
}

/** The answer's head comes when all has been read: only then do its headers say everything. */
export const WAIT_END_OF_QUERY = "ch_wait_end_of_query=1";

const CHANNEL = "http.client.response.finish";

/** What the statements read that `run` makes this process send, which must be sent with `WAIT_END_OF_QUERY`. */
export async function readBy(run: () => Promise<unknown>): Promise<Read> {
  const read = { statements: 0, rows: 0, bytes: 0, millis: 0 };
  const onResponse = (message: unknown): void => {
    const header = (message as { response: IncomingMessage }).response.headers["x-clickhouse-summary"];
    if (header === undefined) return;
    const summary = JSON.parse(String(header)) as Record<"read_rows" | "read_bytes" | "elapsed_ns", string>;
    read.statements++;
    read.rows += Number(summary.read_rows);
    read.bytes += Number(summary.read_bytes);
    read.millis += Number(summary.elapsed_ns) / 1e6;
  };
  subscribe(CHANNEL, onResponse);
  try {
    await run();
  } finally {
    unsubscribe(CHANNEL, onResponse);
  }
  return read;
}
