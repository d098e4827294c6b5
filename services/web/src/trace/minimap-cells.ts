import type { SpanNode } from "./forest.ts";

/** What a place of the minimap shows: how many spans run there, one of them, and how many of them failed. */
export interface Cells {
  readonly columns: number;
  readonly lines: number;
  /** Line by line; the number of spans that run there. */
  readonly counts: Uint32Array;
  /** Index of the shortest of them: what is most its own. -1: none. */
  readonly nodes: Int32Array;
  readonly errors: Uint32Array;
}

/** Sums spans up into a picture of `columns` by at most `lines`: a line for each span, or for as many neighbours as are needed. */
export function cellsOf(nodes: readonly SpanNode[], duration: number, columns: number, most: number): Cells {
  // What is still open runs up to now, which is the end of all.
  const endOf = ({ span, end }: SpanNode) => (span.open && span.open.state === "open" ? duration : end);
  const lines = Math.min(nodes.length, most);
  const counts = new Uint32Array(columns * lines);
  const shown = new Int32Array(columns * lines).fill(-1);
  const errors = new Uint32Array(columns * lines);
  const scale = duration > 0 ? columns / duration : 0;
  nodes.forEach((node, at) => {
    const { start, index, span } = node;
    const end = endOf(node);
    const line = Math.floor((at / nodes.length) * lines) * columns;
    const first = Math.min(columns - 1, Math.floor(start * scale));
    const last = Math.min(columns - 1, Math.max(first, Math.ceil(end * scale) - 1));
    const failed = span.status.code === "error";
    for (let cell = line + first; cell <= line + last; cell++) {
      counts[cell] = (counts[cell] ?? 0) + 1;
      const other = nodes[shown[cell] ?? -1];
      if (!other || end - start <= endOf(other) - other.start) shown[cell] = index;
      if (failed) errors[cell] = (errors[cell] ?? 0) + 1;
    }
  });
  return { columns, lines, counts, nodes: shown, errors };
}
