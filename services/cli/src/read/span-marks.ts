import { durationText } from "@throughline/model";
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
    const place =
      block.function === null
        ? ""
        : ` in ${printable(block.function)}${block.file === null ? "" : ` (${printable(block.file)}:${block.line ?? 0})`}`;
    const time = durationText(BigInt(block.durationNano));
    marks.push(
      paint.red(
        `blocked the event loop for ${time}${block.ongoing ? " and still did when last seen" : ""}${place}; ${block.victims.length} others waited`,
      ),
    );
  }
  for (const wait of waitedFor)
    marks.push(
      paint.yellow(
        `waited ${durationText(BigInt(wait.waitedNano))} for the event loop, held by ${wait.spanId === "" ? "no span" : `span ${wait.spanId}`}`,
      ),
    );
  return marks;
}
