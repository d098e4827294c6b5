import type { KeyboardEvent } from "react";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** On the link in the head of each row of a table: the arrow keys go from row to row. */
export function walkRows(event: KeyboardEvent<HTMLAnchorElement>): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const links = [...(event.currentTarget.closest("tbody")?.querySelectorAll<HTMLAnchorElement>("th > a") ?? [])];
  const at = links.indexOf(event.currentTarget);
  event.preventDefault();
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}
