/** A place in the text of a query: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * `syntax`: it is no TraceQL · `type`: the types of things in it can never agree · `unsupported`: it is TraceQL, and whoever
 * was asked cannot answer it.
 */
export type TraceQLErrorKind = "syntax" | "type" | "unsupported";

/**
 * What is wrong with a query, and where: `TraceQL: expected … (line 1, column 7)`. A refusal of a tree, which knows no text, has
 * no position.
 */
export class TraceQLError extends Error {
  override readonly name = "TraceQLError";
  readonly kind: TraceQLErrorKind;
  readonly position: Position | undefined;

  constructor(kind: TraceQLErrorKind, problem: string, position?: Position) {
    super(`TraceQL: ${problem}${position ? ` (line ${position.line}, column ${position.column})` : ""}`);
    this.kind = kind;
    this.position = position;
  }
}

/** The place `offset` UTF-16 units into `text`. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { offset, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
