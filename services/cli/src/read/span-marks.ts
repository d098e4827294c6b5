import { collectedText, durationText } from "@throughline/model";
import type { Span } from "@throughline/api";
import type { Paint } from "../output/paint.ts";
import { timeText } from "../output/time-text.ts";
import { printable } from "../output/printable.ts";

/** What is remarkable about a span, a line each: its error, that it has not ended, what it blocked and waited for. */
export function spanMarks(span: Span, paint: Paint): string[] {
  const marks: string[] = [];
  const { status, open, events, blocks, waitedFor } = span;
  const exception = events.find(({ name }) => name === "exception")?.attributes;
  const type = exception?.["exception.type"] ?? span.attributes["error.type"];
  const message = status.message || exception?.["exception.message"];
  const why = [type, message].filter((part) => typeof part === "string" && part !== "").map((part) => printable(String(part)));
  if (status.code === "error") marks.push(paint.red(["error", ...why].join(": ")));
  if (open !== false) {
    const end =
      open.lastWords === null
        ? `no report of it has come since ${timeText(BigInt(open.reportedUnixNano))}: its process has ended, is stuck, or its reports do not arrive`
        : `its process ended by ${printable(open.lastWords)}`;
    marks.push(open.state === "open" ? paint.yellow("open: it has not ended") : paint.red(`lost: it had not ended, and ${end}`));
  }
  for (const block of blocks) {
    const time = durationText(BigInt(block.durationNano));
    const collected = collectedText(block);
    marks.push(
      paint.red(
        `blocked the event loop for ${time}${block.ongoing ? " and still did when last seen" : ""}${collected === "" ? "" : `, most of it ${collected}`}${placeOf(block)}; ${block.victims.length} others waited`,
      ),
    );
  }
  for (const wait of waitedFor)
    marks.push(
      paint.yellow(
        `waited ${durationText(BigInt(wait.waitedNano))}: the event loop of ${printable(wait.service)} was held ${durationText(BigInt(wait.durationNano))}${placeOf(wait)}${wait.spanId === "" ? "" : `, in span ${wait.spanId}`}`,
      ),
    );
  return marks;
}

function placeOf({ function: name, file, line }: Pick<Span["waitedFor"][number], "function" | "file" | "line">): string {
  if (name === null) return "";
  return ` by ${printable(name)}${file === null ? "" : ` (${printable(file)}:${line ?? 0})`}`;
}
