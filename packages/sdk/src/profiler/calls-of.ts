import type { Call } from "./sampled-window.ts";

/** A node of a tree of calls as V8's profilers give it. */
interface TreeNode<Node> {
  readonly name: string;
  readonly scriptName: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly children: readonly Node[];
}

/** A tree as a list: callers before the calls that they make. */
export interface CallList<Node> {
  readonly calls: readonly Call[];
  /** The nodes, each with the place of its call among `calls`. */
  readonly sampled: readonly { readonly node: Node; readonly call: number }[];
}

/** The calls below a root, which is no call itself. */
export function callsOf<Node extends TreeNode<Node>>(root: Node): CallList<Node> {
  const calls: Call[] = [];
  const sampled: { node: Node; call: number }[] = [];
  const add = (node: Node, caller: number): void => {
    const call = calls.length;
    calls.push({ functionName: node.name, url: node.scriptName, line: node.lineNumber, column: node.columnNumber, caller });
    sampled.push({ node, call });
  };
  for (const child of root.children) add(child, -1);
  // The list grows while it is walked.
  for (const { node, call } of sampled) for (const child of node.children) add(child, call);
  return { calls, sampled };
}
