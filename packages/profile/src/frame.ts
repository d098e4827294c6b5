/**
 * Whose code a frame is: the program's own, a package it depends on, the runtime's library (`node:`, Python's or Go's standard library), or
 * native code and the virtual machine itself, such as `(garbage collector)` and `(idle)`.
 */
export type FrameKind = "own" | "dependency" | "node" | "native";

/** All kinds, in the order in which legends list them. */
export const FRAME_KINDS = ["own", "dependency", "node", "native"] as const satisfies readonly FrameKind[];

/** One line of a stack. */
export interface Frame {
  /** Name of the function; `(anonymous)` if it has none. */
  readonly function: string;
  /** Path or URL without `file://`; empty if unknown. */
  readonly file: string;
  /** From 1; 0 is unknown. */
  readonly line: number;
  /** From 1; 0 is unknown. */
  readonly column: number;
  readonly kind: FrameKind;
}

/** A call stack, root first. */
export type Stack = readonly Frame[];

/** What stands for the name of a function that has none. */
export const ANONYMOUS = "(anonymous)";
