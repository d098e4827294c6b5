import type { Log, TailNote } from "@throughline/api";

/** Most lines that a live view holds. */
export const MOST_LINES = 5_000;

/** The lines of a live view, newest arrival first. While it is paused, what comes waits unseen. */
export interface TailLines {
  readonly shown: readonly Log[];
  readonly waiting: readonly Log[];
  /** Whether lines were let go: there were more than `MOST_LINES`. */
  readonly wereCut: boolean;
  /** How many the server left out, and what it said last. */
  readonly leftOut: number;
  readonly note: TailNote | undefined;
}

export const NO_LINES: TailLines = { shown: [], waiting: [], wereCut: false, leftOut: 0, note: undefined };

/** With what has come, oldest first; what is there already is not taken twice. */
export function withLines(lines: TailLines, come: readonly Log[], isPaused: boolean): TailLines {
  const known = new Set([...lines.shown, ...lines.waiting].map(({ id }) => id));
  const fresh = come.filter(({ id }) => !known.has(id) && known.add(id)).toReversed();
  if (fresh.length === 0) return lines;
  if (!isPaused) return keep(lines, [...fresh, ...lines.waiting, ...lines.shown], []);
  return keep(lines, lines.shown, [...fresh, ...lines.waiting]);
}

/** What waited is shown. */
export function resumed(lines: TailLines): TailLines {
  return lines.waiting.length === 0 ? lines : keep(lines, [...lines.waiting, ...lines.shown], []);
}

export function withNote(lines: TailLines, note: TailNote): TailLines {
  return { ...lines, leftOut: lines.leftOut + note.leftOut.logs, note };
}

function keep(lines: TailLines, shown: readonly Log[], waiting: readonly Log[]): TailLines {
  const wereCut = lines.wereCut || shown.length > MOST_LINES || waiting.length > MOST_LINES;
  return { ...lines, shown: shown.slice(0, MOST_LINES), waiting: waiting.slice(0, MOST_LINES), wereCut };
}
