import type { FrameKind } from "@throughline/profile";
import type { StackNode } from "./stack-tree.ts";

/** A frame of a test's tree: `[name, self, children]`, `name` being `function` or `function file`. */
export type Shorthand = readonly [name: string, self: number, ...children: Shorthand[]];

/** The tree that a shorthand says; `base` is what the base has of the same stacks, by function. */
export function treeOf([name, self, ...children]: Shorthand, base: Readonly<Record<string, number>> = {}): StackNode {
  const [text = "", file = ""] = name.split(" ");
  const nodes = children.map((child) => treeOf(child, base));
  const baseSelf = base[text] ?? 0;
  return {
    function: text,
    file,
    line: file === "" ? 0 : 1,
    column: 0,
    kind: kindOf(file),
    self,
    total: nodes.reduce((sum, node) => sum + node.total, self),
    baseSelf,
    baseTotal: nodes.reduce((sum, node) => sum + node.baseTotal, baseSelf),
    children: nodes,
  };
}

function kindOf(file: string): FrameKind {
  if (file === "") return "native";
  if (file.startsWith("node:")) return "node";
  return file.includes("node_modules/") ? "dependency" : "own";
}

/** The tree as text: `function total self`, indented by depth. */
export function textOf(node: StackNode, depth = 0): string[] {
  const line = `${"  ".repeat(depth)}${node.function} ${node.total} ${node.self}`;
  return [line, ...node.children.flatMap((child) => textOf(child, depth + 1))];
}
