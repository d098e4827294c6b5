import type { Frame } from "./frame.ts";
import { ROOT, type Profile, type StackId } from "./profile.ts";

/** A frame of a flame graph: one function, as called from one stack. */
export interface TreeNode extends Frame {
  /** What ran in this very frame, in the tree's unit. */
  self: number;
  /** The same and what it called. */
  total: number;
  /** Heaviest first, then by name. */
  children: TreeNode[];
}

/** What a tree is of. */
export interface TreeAbout {
  readonly sampleType: string;
  readonly unit: string;
  /** Weight that one sample stands for, in the unit; 0 is unknown. */
  readonly period: number;
  /** How many samples. */
  readonly samples: number;
  /** How long samples were taken: decimal nanoseconds; "0" is unknown. */
  readonly durationNano: string;
  /** Sum of all weights, in the unit. */
  readonly total: number;
}

/** A flame graph: plain JSON, as the query API gives it. */
export interface Tree extends TreeAbout {
  /** Everything: function `all`, no file. */
  readonly root: TreeNode;
}

export interface TreeOptions {
  /** Share of everything below which a frame is left out, 0 to 1; its weight stays in the totals of its callers. Default 0. */
  readonly minShare?: number;
}

/** What a tree's root is called. */
export const ROOT_FRAME: Frame = { function: "all", file: "", line: 0, column: 0, kind: "native" };

export function aboutTree(profile: Profile): TreeAbout {
  return {
    sampleType: profile.sampleType,
    unit: profile.unit,
    period: profile.period,
    samples: profile.samples,
    durationNano: profile.durationNano.toString(),
    total: profile.weight,
  };
}

/** The flame graph of a profile. */
export function tree(profile: Profile, { minShare = 0 }: TreeOptions = {}): Tree {
  const totals = profile.totals();
  const least = minShare * profile.weight;
  const nodes: (TreeNode | undefined)[] = Array.from({ length: profile.stacks });
  const root: TreeNode = { ...ROOT_FRAME, self: profile.weightOf(ROOT), total: totals[ROOT] as number, children: [] };
  nodes[ROOT] = root;
  for (let stack: StackId = ROOT + 1; stack < profile.stacks; stack++) {
    const parent = nodes[profile.parentOf(stack)];
    const total = totals[stack] as number;
    if (!parent || total < least || total === 0) continue;
    const node: TreeNode = { ...profile.frame(profile.frameOf(stack)), self: profile.weightOf(stack), total, children: [] };
    nodes[stack] = node;
    parent.children.push(node);
  }
  for (const node of nodes) node?.children.sort(heaviestFirst);
  return { ...aboutTree(profile), root };
}

const heaviestFirst = (one: TreeNode, other: TreeNode) => other.total - one.total || byFrame(one, other);

/** Order of frames by name, then by place; the same on every machine. */
export function byFrame(one: Frame, other: Frame): number {
  return compare(one.function, other.function) || compare(one.file, other.file) || one.line - other.line || one.column - other.column;
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
