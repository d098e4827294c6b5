import { durationText } from "@throughline/model";
import { setTimeout as sleep } from "node:timers/promises";
import type { TailEvent } from "@throughline/api";
import { Cannot } from "../cannot.ts";
import { timeText } from "../output/time-text.ts";
import { type Paint, paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import type { TailOptions } from "./commands.ts";
import { logLines } from "./log-line.ts";
import { spanMarks } from "./span-marks.ts";

const AGAIN_MS = 2_000;

/** `throughline tail`: until Ctrl-C. @throws Cannot if it cannot begin */
export async function runTail(query: string, options: TailOptions): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop.abort());
  const paint = paintFor(process.stdout);
  const parameters = {
    ...(query !== "" && { q: query }),
    ...(options.traceql !== undefined && { traceql: options.traceql }),
    ...(options.service !== undefined && { service: options.service }),
    ...(options.signal !== undefined && { signal: options.signal }),
  };
  let hasBegun = false;
  while (!stop.signal.aborted) {
    try {
      await ask(options, "follow what arrives", async (client) => {
        for await (const event of client.tail(parameters, { signal: stop.signal })) {
          hasBegun = true;
          await show(event, options.json === true, paint);
        }
        hasBegun = true;
      });
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!hasBegun) throw error;
      if (!(error instanceof Cannot) && !(error instanceof TypeError)) throw error;
    }
    if (stop.signal.aborted) return;
    process.stderr.write("throughline: The connection has ended: trying again\n");
    await sleep(AGAIN_MS, undefined, { signal: stop.signal }).catch(() => {});
  }
}

async function show(event: TailEvent, isJson: boolean, paint: Paint): Promise<void> {
  if (event.type === "note") {
    process.stderr.write(`throughline: Note: ${printable(event.note.message)}\n`);
    return;
  }
  if (isJson) return print(`${JSON.stringify(event)}\n`);
  if (event.type === "log") return print(`${logLines(event.log, paint, { isAlone: true }).join("\n")}\n`);
  const { span } = event;
  const end = BigInt(span.startTimeUnixNano) + BigInt(span.durationNano);
  const status = span.status.code === "error" ? paint.red("SPAN ") : paint.dim("SPAN ");
  const line = [
    paint.dim(timeText(end)),
    status,
    paint.cyan(printable(span.service)),
    paint.bold(printable(span.name)),
    durationText(BigInt(span.durationNano)),
    paint.dim(`trace=${span.traceId}`),
  ];
  return print(`${[line.join(" "), ...spanMarks(span, paint).map((mark) => `    ${mark}`)].join("\n")}\n`);
}
