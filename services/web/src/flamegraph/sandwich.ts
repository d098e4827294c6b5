import { Part } from "./shape.ts";
import { functionKey, type StackNode } from "./stack-tree.ts";

/** All ways to a function, and all that it leads to: both roots are the function, and weigh what it weighs. */
export interface Sandwich {
  /** Its children are callers. */
  readonly callers: StackNode;
  readonly callees: StackNode;
}

/**
 * Merges all places of a function (by functionKey). Where it called itself the outermost place alone counts, or its time would count twice.
 * Undefined: it is nowhere in the tree.
 */
export function sandwich(root: StackNode, key: string): Sandwich | undefined {
  let callers: Part | undefined;
  let callees: Part | undefined;
  const above: StackNode[] = [];
  const visit = (node: StackNode): void => {
    if (node !== root && functionKey(node) === key) {
      callers ??= new Part(node);
      callees ??= new Part(node);
      addCallers(callers, above, node);
      addCallees(callees, node);
      return;
    }
    above.push(node);
    for (const child of node.children) visit(child);
    above.pop();
  };
  visit(root);
  return callers && callees && { callers: callers.finish(), callees: callees.finish() };
}

/** The weight of a place counts for the outermost caller, all ways lead there; the tree's root is nobody. */
function addCallers(callers: Part, above: readonly StackNode[], { total, baseTotal }: StackNode): void {
  let part = callers;
  for (const caller of above.slice(1).toReversed()) part = part.part(caller);
  part.count({ ...NOTHING, self: total, total, baseSelf: baseTotal, baseTotal });
}

function addCallees(part: Part, node: StackNode): void {
  part.count(node);
  for (const child of node.children) addCallees(part.part(child), child);
}

const NOTHING: StackNode = {
  function: "",
  file: "",
  line: 0,
  column: 0,
  kind: "native",
  self: 0,
  total: 0,
  baseSelf: 0,
  baseTotal: 0,
  children: [],
};
