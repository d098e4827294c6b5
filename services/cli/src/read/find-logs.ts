import { type Log, MAX_LIMIT, type Note } from "@throughline/api";
import { ask } from "./api.ts";
import type { LogsOptions } from "./commands.ts";
import { rangeOf } from "./range-of.ts";

/** Log records, newest first, and what the search may lack. */
export interface Found {
  readonly logs: readonly Log[];
  readonly notes: readonly Note[];
  readonly areThereMore: boolean;
}

/** The newest records that match, over as many pages as it takes. @throws Cannot */
export async function findLogs(query: string, options: LogsOptions): Promise<Found> {
  const logs: Log[] = [];
  const notes = new Map<string, Note>();
  let cursor: string | undefined;
  do {
    const page = await ask(options, "search the log records", (client) =>
      client.logs({
        ...selectionOf(query, options),
        limit: Math.min(MAX_LIMIT, options.limit - logs.length),
        ...(cursor !== undefined && { cursor }),
      }),
    );
    logs.push(...page.logs);
    for (const note of page.notes) notes.set(note.code, note);
    cursor = page.next ?? undefined;
    // Where the time was over once it will be over again.
  } while (cursor !== undefined && logs.length < options.limit && !notes.has("search_incomplete"));
  return { logs, notes: [...notes.values()], areThereMore: cursor !== undefined };
}

/** Which records, as the query API takes it. */
export function selectionOf(query: string, { trace, correlation, ...times }: LogsOptions) {
  return {
    q: query,
    ...rangeOf(times),
    ...(trace !== undefined && { traceId: trace }),
    ...(correlation !== undefined && { correlationId: correlation }),
  };
}
