import type { Span } from "@throughline/api";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A stretch of time. Unix nanoseconds. */
export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
}

export function stretchOf({ startTimeUnixNano, durationNano }: Pick<Span, "startTimeUnixNano" | "durationNano">): Stretch {
  const from = BigInt(startTimeUnixNano);
  return { from, to: from + BigInt(durationNano) };
}

/** A bar that shows where a stretch lies in a longer one, `width` characters in all. One that has not ended has an arrow at its end. */
export function bar(part: Stretch, whole: Stretch, width: number, isOpen: boolean): string {
  const length = whole.to > whole.from ? whole.to - whole.from : 1n;
  const eighths = (time: bigint) => Number(((time - whole.from) * BigInt(width * 8)) / length);
  const begin = Math.min(Math.floor(eighths(part.from) / 8), width - 1);
  const full = Math.max(1, Math.min(eighths(part.to) - eighths(part.from), (width - begin) * 8));
  const body = "█".repeat(Math.floor(full / 8)) + (EIGHTHS[full % 8] ?? "");
  const text = isOpen ? `${body.slice(0, Math.max(0, width - begin - 1))}▶` : body;
  return " ".repeat(begin) + text;
}
