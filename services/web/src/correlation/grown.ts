import { type Action, isOpen, type Part } from "./action.ts";

/** Where a span's bar ends at `now`: an open one grows on, as long as its next report may still come. Clocks may differ; that bounds it. */
export function grownEnd(part: Part, now: number): number {
  const { open } = part.span;
  if (open === false || !isOpen(part)) return part.to;
  return Math.max(part.to, Math.min(now, part.to + 2 * Number(open.nextReportNano ?? 0)));
}

/** How long an action is at `now`, with its open spans. */
export function grownLength({ parts, length }: Pick<Action, "parts" | "length">, now: number): number {
  return parts.filter(isOpen).reduce((most, part) => Math.max(most, grownEnd(part, now)), length);
}
