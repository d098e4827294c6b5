import type { ErrorGroup } from "@throughline/api";
import { commonRoot, frameKind, type Frame, shortPath } from "@throughline/profile";
import { cut } from "../output/layout.ts";
import type { Paint } from "../output/paint.ts";
import { printable } from "../output/printable.ts";
import { timeText } from "../output/time-text.ts";
import { sparkline } from "./sparkline.ts";

/** Characters of a sparkline. */
const SPARKS = 20;
const COUNT = 7;

/** Of each kind: how many, when, where, and what; then since when, and how to see more of it. */
export function errorsText(errors: readonly ErrorGroup[], width: number, paint: Paint): string {
  const root = commonRoot(errors.flatMap(({ frame }) => (frame ? [frameOf(frame)] : [])));
  return errors.map((error) => `${errorLines(error, root, width, paint).join("\n")}\n`).join("");
}

function errorLines(error: ErrorGroup, root: string, width: number, paint: Paint): string[] {
  const { service, type, message, operation, frame, count, counts, isNew, first, last, logQuery } = error;
  const what = printable([type, message].filter((text) => text !== null && text !== "").join(": ")) || "(it says nothing)";
  const head = `${String(count).padStart(COUNT)} ${sparkline(counts, SPARKS)} `;
  const mark = isNew === true ? "new " : "";
  const name = printable(service);
  const rest = Math.max(20, width - head.length - mark.length - name.length - 1);
  const indent = " ".repeat(COUNT + 1);
  const place = frame ? `at ${printable(placeText(frame, root))}` : operation === null ? "" : `in ${printable(operation)}`;
  const times = `first ${clock(first.timeUnixNano)}, last ${clock(last.timeUnixNano)}`;
  return [
    `${head}${paint.yellow(mark)}${paint.cyan(name)} ${paint.red(cut(what, rest))}`,
    paint.dim(`${indent}${[times, place].filter((text) => text !== "").join(", ")}`),
    ...(first.traceId === "" ? [] : [paint.dim(`${indent}throughline trace ${first.traceId} --logs`)]),
    ...(logQuery === null ? [] : [paint.dim(`${indent}throughline logs ${shellQuoted(printable(logQuery))}`)]),
  ];
}

function clock(unixNano: string): string {
  return timeText(BigInt(unixNano));
}

function placeText({ function: name, file, line }: NonNullable<ErrorGroup["frame"]>, root: string): string {
  return `${name} (${shortPath(file, root)}${line === null ? "" : `:${line}`})`;
}

function frameOf({ function: name, file, line, column }: NonNullable<ErrorGroup["frame"]>): Frame {
  return { function: name, file, line: line ?? 0, column: column ?? 0, kind: frameKind(file) };
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
