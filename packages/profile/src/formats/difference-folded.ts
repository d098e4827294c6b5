/** The difference of two selections as folded stacks with two weights a line, before and after: what flamegraph.pl and inferno read from difffolded.pl. */
import type { Difference, DifferenceNode } from "../difference.ts";
import { commonRoot, shortPath } from "../short-path.ts";
import { foldedName, plainNumber } from "./folded.ts";
import { frameText } from "./frame-text.ts";

/** Root first, `a;b;c 12 30`: what the stack itself weighs in the base, and in the selection. */
export function writeDifferenceFolded({ root }: Difference): Uint8Array {
  const nodes: DifferenceNode[] = [];
  const visit = (node: DifferenceNode): void => {
    nodes.push(node);
    node.children.forEach(visit);
  };
  visit(root);
  const folder = commonRoot(nodes);
  const lines: string[] = [];
  const write = (node: DifferenceNode, path: string): void => {
    if (node.self > 0 || node.baseSelf > 0) lines.push(`${path || "all"} ${plainNumber(node.baseSelf)} ${plainNumber(node.self)}\n`);
    for (const child of node.children) {
      const name = foldedName(frameText(child, shortPath(child.file, folder)));
      write(child, path === "" ? name : `${path};${name}`);
    }
  };
  write(root, "");
  return new TextEncoder().encode(lines.join(""));
}
