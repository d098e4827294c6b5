import type { LogHistogram } from "@throughline/api";
import { timeText } from "../output/time-text.ts";
import { widthOf } from "../output/layout.ts";
import { type Paint, paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import { bar } from "./bar.ts";
import type { LogsOptions } from "./commands.ts";
import { selectionOf } from "./find-logs.ts";

/** As many as a screen has room for. */
const POINTS = 40;
const COUNT = 9;

/** `throughline logs --histogram`. @throws Cannot */
export async function runLogHistogram(query: string, options: LogsOptions): Promise<void> {
  const histogram = await ask(options, "count the log records", (client) =>
    client.logHistogram({ ...selectionOf(query, options), points: POINTS }),
  );
  if (options.json === true) return print(`${JSON.stringify(histogram)}\n`);
  await print(histogramText(histogram, widthOf(process.stdout), paintFor(process.stdout)));
  for (const { message } of histogram.notes) process.stderr.write(`throughline: Note: ${printable(message)}\n`);
}

/** A line for each step: when it begins, how many records, a bar, and how many of them are errors. */
function histogramText({ points, total, error, fatal }: LogHistogram, width: number, paint: Paint): string {
  const most = Math.max(1, ...points.map((point) => point.total));
  const barWidth = Math.max(10, width - 50);
  const errorsIn = (errors: number) => (errors === 0 ? "" : paint.red(` ${errors} error${errors === 1 ? "" : "s"}`));
  const lines = points.map((point) => {
    const length = { from: 0n, to: BigInt(point.total) };
    const drawn = point.total === 0 ? "" : paint.green(bar(length, { from: 0n, to: BigInt(most) }, barWidth, false));
    const head = `${paint.dim(timeText(BigInt(point.timeUnixNano)))} ${String(point.total).padStart(COUNT)} ${drawn}`;
    return `${head}${errorsIn(point.error + point.fatal)}`.trimEnd();
  });
  return `${lines.join("\n")}\n${total} log record${total === 1 ? "" : "s"}${errorsIn(error + fatal)}\n`;
}
