import type { Log, LogContext } from "@throughline/api";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import type { LogsOptions } from "./commands.ts";
import { blocksOf } from "./log-blocks.ts";
import { logLines } from "./log-line.ts";

/** Prints records, oldest first, each with those of its service that stand around it. @throws Cannot */
export async function printContexts(
  logs: readonly Log[],
  { before, after }: { readonly before: number; readonly after: number },
  options: LogsOptions,
): Promise<void> {
  const contexts: LogContext[] = [];
  for (const { id } of logs) {
    const context = await ask(options, "show what stands around a log record", (client) => client.logContext({ id, before, after }));
    if (options.json === true) await print(`${JSON.stringify(context)}\n`);
    else contexts.push(context);
  }
  const paint = paintFor(process.stdout);
  const texts = blocksOf(contexts).map((block) =>
    block
      .flatMap(({ log, isMatch }) => {
        const [first = "", ...more] = logLines(log, paint, { isAlone: true });
        return [`${isMatch ? paint.yellow(">") : " "} ${first}`, ...more.map((line) => `  ${line}`)];
      })
      .join("\n"),
  );
  if (texts.length > 0) await print(`${texts.join(`\n${paint.dim("--")}\n`)}\n`);
  for (const message of new Set(contexts.flatMap(({ notes }) => notes.map((note) => note.message))))
    process.stderr.write(`throughline: Note: ${printable(message)}\n`);
}
