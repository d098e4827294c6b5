import type { Log } from "@throughline/api";
import { CORRELATION_ID } from "@throughline/model";
import { timeText } from "../output/time-text.ts";
import type { Paint } from "../output/paint.ts";
import { printable } from "../output/printable.ts";

const STACK = "exception.stacktrace";
/** The head of a stack says both. */
const IN_STACK: ReadonlySet<string> = new Set([STACK, "exception.type", "exception.message"]);
/** Frames that are not the app's own. */
const LIBRARY_FRAME = /^\s+at .*(?:[\\/]node_modules[\\/]|\(?node:)/;
const MAX_VALUE = 300;

export interface LogLineOptions {
  /** Whether when, which service, and which trace are to be said: not where a log stands under its span. */
  readonly isAlone: boolean;
}

/** A log record in a line, and the stack of its error in further ones. */
export function logLines(log: Log, paint: Paint, { isAlone }: LogLineOptions): string[] {
  const { body, service, traceId, correlationId, eventName, attributes } = log;
  const text = typeof body === "string" ? body : body === null ? "" : JSON.stringify(body);
  const message = printable(text || eventName);
  const stack = attributes[STACK];
  const fields = Object.entries(attributes)
    .filter(([key]) => key !== CORRELATION_ID && !(typeof stack === "string" && IN_STACK.has(key)))
    .map(([key, value]) => `${paint.dim(`${printable(key)}=`)}${valueText(value)}`);
  const ids = [
    ...(traceId === "" ? [] : [paint.dim(`trace=${traceId}`)]),
    ...(correlationId === "" ? [] : [paint.dim(`correlation=${printable(correlationId)}`)]),
  ];
  const head = isAlone
    ? [paint.dim(timeText(BigInt(log.timeUnixNano))), level(log, paint), paint.cyan(printable(service))]
    : [level(log, paint)];
  return [
    [...head, paint.bold(message), ...fields, ...(isAlone ? ids : [])].join(" "),
    ...(typeof stack === "string" ? stackLines(stack).map((line) => paint.dim(`    ${line}`)) : []),
  ];
}

/** A stack without the frames of libraries and of Node; `--json` has them all. */
function stackLines(stack: string): string[] {
  const lines = stack.split("\n").filter((line) => line.trim() !== "");
  const shown = lines.filter((line) => !LIBRARY_FRAME.test(line));
  const hidden = lines.length - shown.length;
  return [...shown.map(printable), ...(hidden > 0 ? [`    … ${hidden} of libraries and Node`] : [])];
}

function valueText(value: unknown): string {
  const text = typeof value === "string" ? (/[\s"=]|^$/.test(value) ? JSON.stringify(value) : value) : JSON.stringify(value);
  return printable(text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text);
}

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

function level({ severityNumber, severityText }: Log, paint: Paint): string {
  const text = (LEVELS[Math.floor((severityNumber - 1) / 4)] ?? (printable(severityText).toUpperCase() || "-")).slice(0, 5).padEnd(5);
  if (severityNumber >= 17) return paint.red(text);
  return severityNumber >= 13 ? paint.yellow(text) : severityNumber >= 9 ? paint.green(text) : paint.dim(text);
}
