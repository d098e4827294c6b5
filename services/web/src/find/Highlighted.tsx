import type { Ref } from "react";
import styles from "./highlighted.module.css";
import type { Piece } from "./highlight.ts";
import type { Problem } from "./problem.ts";

/** The text of a query in colours, to stand behind the field that it is typed in, with what is wrong underlined. */
export function Highlighted({
  pieces,
  problem,
  ref,
}: {
  pieces: readonly Piece[];
  problem: Problem | undefined;
  ref: Ref<HTMLDivElement>;
}) {
  return (
    <div ref={ref} className={styles.layer} aria-hidden="true">
      {partsOf(pieces, problem).map(({ text, kind, isWrong, from }) => (
        <span key={from} className={styles[kind]} data-wrong={isWrong || undefined}>
          {text}
        </span>
      ))}
      {/* Room for the caret behind the last letter, and for a mark where something lacks at the end. */}
      <span data-wrong={(problem !== undefined && problem.from >= lengthOf(pieces)) || undefined}> </span>
    </div>
  );
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

interface Part extends Piece {
  readonly from: number;
  readonly isWrong: boolean;
}

/** Pieces, cut where the problem begins and ends. */
function partsOf(pieces: readonly Piece[], problem: Problem | undefined): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { text, kind } of pieces) {
    const cuts = problem ? [problem.from - at, problem.to - at].filter((cut) => cut > 0 && cut < text.length) : [];
    const bounds = [0, ...cuts, text.length];
    for (let index = 0; index + 1 < bounds.length; index++) {
      const [start = 0, end = 0] = bounds.slice(index, index + 2);
      const from = at + start;
      parts.push({ text: text.slice(start, end), kind, from, isWrong: problem !== undefined && from >= problem.from && from < problem.to });
    }
    at += text.length;
  }
  return parts;
}
