import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import type { LogsOptions } from "./commands.ts";
import { findLogs } from "./find-logs.ts";
import { logLines } from "./log-line.ts";
import { printContexts } from "./print-contexts.ts";
import { runLogHistogram } from "./run-log-histogram.ts";

/** `throughline logs`. @throws Cannot */
export async function runLogs(query: string, options: LogsOptions): Promise<void> {
  if (options.histogram === true) return runLogHistogram(query, options);
  const { logs, notes, areThereMore } = await findLogs(query, options);
  const before = options.before ?? options.context ?? 0;
  const after = options.after ?? options.context ?? 0;
  if (before + after > 0) await printContexts(logs.toReversed(), { before, after }, options);
  else {
    const paint = paintFor(process.stdout);
    const lines = logs
      .toReversed()
      .flatMap((log) => (options.json === true ? JSON.stringify(log) : logLines(log, paint, { isAlone: true })));
    if (lines.length > 0) await print(`${lines.join("\n")}\n`);
  }
  // Not among the records, which a script may read.
  for (const { message } of notes) process.stderr.write(`throughline: Note: ${printable(message)}\n`);
  if (logs.length === 0) process.stderr.write("throughline: No log record matches\n");
  else if (areThereMore) process.stderr.write(`throughline: These are the newest ${logs.length}; -n asks for more\n`);
}
