import type { Log } from "@throughline/api";

/** A line of a list of log records. */
export interface Line {
  /** Its own, also where a record came twice. */
  readonly key: string;
  readonly log: Log;
  /** Stands on top because a link names it, wherever its place is. */
  readonly isPinned: boolean;
}

export function linesOf(pinned: Log | undefined, logs: readonly Log[]): readonly Line[] {
  const seen = new Map<string, number>();
  const lines: Line[] = pinned ? [{ key: `pinned ${pinned.id}`, log: pinned, isPinned: true }] : [];
  for (const log of logs) {
    const times = seen.get(log.id) ?? 0;
    seen.set(log.id, times + 1);
    lines.push({ key: times === 0 ? log.id : `${log.id} ${times}`, log, isPinned: false });
  }
  return lines;
}

/** Whether the list shows it opened. */
export function isOpen({ log, isPinned }: Line, selected: string | undefined, pinned: Log | undefined): boolean {
  return log.id === selected && (isPinned || pinned?.id !== selected);
}
