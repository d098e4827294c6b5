import { relative } from "node:path";
import { isException, placeOf, type Exception } from "./exception.ts";
import type { LogEvent } from "./log-event.ts";
import type { LogLevel } from "./log-level.ts";
import type { Plain } from "./plain.ts";
import type { StackFrame } from "./stack-frames.ts";

const LEVEL_WIDTH = 5;
/** Fields of events with names up to this long stand below each other. */
const EVENT_WIDTH = 28;

const CODES = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  "bold red": "1;31",
  "bold yellow": "1;33",
};

type Colour = keyof typeof CODES;

const LEVEL_COLOURS: Readonly<Record<LogLevel, Colour>> = {
  trace: "dim",
  debug: "blue",
  info: "green",
  warn: "bold yellow",
  error: "bold red",
  fatal: "bold red",
};

/** An event as people read it in a terminal: aligned; below it the error, with its causes, the app's own frames before the others' in brightness. */
export function prettyLine(time: Date, event: LogEvent, coloured: boolean): string {
  const paint = (colour: Colour, text: string): string => (coloured && text !== "" ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text);
  const fields = Object.entries(event.fields).map(([name, value]) => `${paint("cyan", printable(name))}=${shown(value)}`);
  const ids = event.correlationId === undefined ? [] : [paint("dim", `correlation=${event.correlationId}`)];
  const head = [
    paint("dim", clockTime(time)),
    paint(LEVEL_COLOURS[event.level] ?? "bold", event.level.toUpperCase().padEnd(LEVEL_WIDTH)),
    paint("bold", printable(event.event)) + " ".repeat(Math.max(EVENT_WIDTH - event.event.length, 0)),
    ...fields,
    paint("dim", `logger=${event.logger}`),
    ...ids,
  ];
  return [head.join(" "), ...(event.exception === undefined ? [] : exceptionLines(event.exception, paint, "  ", ""))].join("\n");
}

function clockTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function exceptionLines(exception: Exception, paint: (colour: Colour, text: string) => string, indent: string, before: string): string[] {
  const { type, message, code, frames = [], stacktrace, cause, errors } = exception;
  const lines = [
    `${indent}${before}${paint("bold red", type)}: ${indented(message, indent)}${code === undefined ? "" : paint("dim", ` (code ${shown(code)})`)}`,
  ];
  for (const frame of frames) lines.push(frameLine(frame, paint, indent));
  if (stacktrace !== undefined) lines.push(paint("dim", `${indent}    ${indented(stacktrace, `${indent}    `)}`));
  const inner = (value: Plain, what: string): void => {
    if (isException(value)) lines.push(...exceptionLines(value, paint, `${indent}  `, what));
    else lines.push(`${indent}  ${what}${shown(value)}`);
  };
  if (Array.isArray(errors)) for (const [at, one] of errors.entries()) inner(one, `Error ${at + 1} of ${errors.length}: `);
  if (cause !== undefined) inner(cause, "Caused by: ");
  return lines;
}

function frameLine(frame: StackFrame, paint: (colour: Colour, text: string) => string, indent: string): string {
  const place = placeOf({ ...frame, file: frame.in_app ? shortPath(frame.file) : frame.file });
  if (!frame.in_app) return paint("dim", `${indent}    at ${frame.function} (${place})`);
  return `${indent}  ${paint("bold", "→")} at ${paint("yellow", frame.function)} (${paint("bold", place)})`;
}

/** A path as seen from the working directory, unless it lies outside. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || short === "" ? path : short;
}

function shown(value: Plain): string {
  if (typeof value === "string" && /^[^\s"'=\\\p{C}]+$/u.test(value)) return value;
  return printable(JSON.stringify(value));
}

function indented(text: string, indent: string): string {
  return text.split("\n").map(printable).join(`\n${indent}  `);
}

/** Text without what a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
