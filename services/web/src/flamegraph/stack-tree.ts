import type { DifferenceNode, FlameNode } from "@throughline/api";
import type { Frame } from "@throughline/profile";

/** A frame of a flame graph as it is shown; without a base its weights there are 0. */
export interface StackNode extends Frame {
  readonly self: number;
  readonly total: number;
  readonly baseSelf: number;
  readonly baseTotal: number;
  readonly children: readonly StackNode[];
}

/** The tree of an answer. */
export function stackTree(node: FlameNode | DifferenceNode): StackNode {
  return "baseTotal" in node ? node : { ...node, baseSelf: 0, baseTotal: 0, children: node.children.map(stackTree) };
}

/** A function is a name in a file, all its lines together; said as one text, which a URL can hold. */
export function functionKey({ function: name, file }: Pick<Frame, "function" | "file">): string {
  return file === "" ? name : `${name} (${file})`;
}
