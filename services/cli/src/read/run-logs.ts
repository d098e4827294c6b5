import { type Log, MAX_LIMIT, type Note } from "@throughline/api";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import type { LogsOptions } from "./commands.ts";
import { logLines } from "./log-line.ts";

/** `throughline logs`. @throws Cannot */
export async function runLogs(query: string, options: LogsOptions): Promise<void> {
  const logs: Log[] = [];
  let notes: readonly Note[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(options, "search the log records", (client) =>
      client.logs({
        q: query,
        limit: Math.min(MAX_LIMIT, options.limit - logs.length),
        ...(options.since !== undefined && { start: startOf(options.since) }),
        ...(options.until !== undefined && { end: options.until }),
        ...(options.trace !== undefined && { traceId: options.trace }),
        ...(options.correlation !== undefined && { correlationId: options.correlation }),
        ...(cursor !== undefined && { cursor }),
      }),
    );
    logs.push(...page.logs);
    notes = page.notes;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && logs.length < options.limit);

  const paint = paintFor(process.stdout);
  const lines = logs.toReversed().flatMap((log) => (options.json === true ? JSON.stringify(log) : logLines(log, paint, { isAlone: true })));
  if (lines.length > 0) await print(`${lines.join("\n")}\n`);
  // Not among the records, which a script may read.
  for (const { message } of notes) process.stderr.write(`throughline: Note: ${printable(message)}\n`);
  if (logs.length === 0) process.stderr.write("throughline: No log record matches\n");
  else if (cursor !== undefined) process.stderr.write(`throughline: These are the newest ${logs.length}; -n asks for more\n`);
}

/** `15m` is short for `-15m`. */
function startOf(text: string): string {
  return /^\d+(?:\.\d+)?[a-z]/i.test(text) ? `-${text}` : text;
}
