import type { Frame } from "./frame.ts";
import { mergeInto } from "./merge.ts";
import { Profile, ROOT, type StackId } from "./profile.ts";
import { aboutTree, byFrame, ROOT_FRAME, type TreeAbout, type TreeOptions } from "./tree.ts";

/** A frame in both selections. Weights are absolute; shares are of all that its own selection weighs, 0 to 1, so that a minute compares with an hour. */
export interface DifferenceNode extends Frame {
  self: number;
  total: number;
  baseSelf: number;
  baseTotal: number;
  /** Share of the total now less its share in the base: -1 to 1. */
  change: number;
  /** Heaviest first, by the larger of the two shares. */
  children: DifferenceNode[];
}

/** A flame graph of what changed: plain JSON, as the query API gives it. */
export interface Difference extends TreeAbout {
  /** What it is compared with. */
  readonly base: TreeAbout;
  readonly root: DifferenceNode;
}

/** What is different in `selection` from `base`. Throws TypeError if type or unit differ. */
export function difference(base: Profile, selection: Profile, { minShare = 0 }: TreeOptions = {}): Difference {
  const union = new Profile({ sampleType: selection.sampleType, unit: selection.unit });
  mergeInto(union, selection);
  const now = columns(union, selection);
  mergeInto(union, base);
  const before = columns(union, base);
  const shareOf = (value: number, of: number) => (of === 0 ? 0 : value / of);
  const at = (values: Float64Array, stack: StackId) => values[stack] ?? 0;
  const nodes: (DifferenceNode | undefined)[] = Array.from({ length: union.stacks });
  for (let stack: StackId = ROOT; stack < union.stacks; stack++) {
    const [total, baseTotal] = [at(now.totals, stack), at(before.totals, stack)];
    const [share, baseShare] = [shareOf(total, selection.weight), shareOf(baseTotal, base.weight)];
    const parent = nodes[union.parentOf(stack)];
    if (stack !== ROOT && (!parent || Math.max(share, baseShare) < minShare || total + baseTotal === 0)) continue;
    const node: DifferenceNode = {
      ...(stack === ROOT ? ROOT_FRAME : union.frame(union.frameOf(stack))),
      self: at(now.selfs, stack),
      total,
      baseSelf: at(before.selfs, stack),
      baseTotal,
      change: share - baseShare,
      children: [],
    };
    nodes[stack] = node;
    parent?.children.push(node);
  }
  const weightOf = (node: DifferenceNode) => Math.max(shareOf(node.total, selection.weight), shareOf(node.baseTotal, base.weight));
  for (const node of nodes) node?.children.sort((one, other) => weightOf(other) - weightOf(one) || byFrame(one, other));
  return { ...aboutTree(selection), base: aboutTree(base), root: nodes[ROOT] as DifferenceNode };
}

/** What `part` weighs by the stacks of `union`, which has all of its stacks. */
function columns(union: Profile, part: Profile): { readonly selfs: Float64Array; readonly totals: Float64Array } {
  const frames = part.frames.map((frame) => union.frameId(frame));
  const stacks = new Int32Array(part.stacks);
  const selfs = new Float64Array(union.stacks);
  for (let stack: StackId = ROOT; stack < part.stacks; stack++) {
    if (stack !== ROOT) stacks[stack] = union.child(stacks[part.parentOf(stack)] as number, frames[part.frameOf(stack)] as number);
    selfs[stacks[stack] as number] = part.weightOf(stack);
  }
  const totals = selfs.slice();
  for (let stack = union.stacks - 1; stack > ROOT; stack--) {
    const parent = union.parentOf(stack);
    totals[parent] = (totals[parent] as number) + (totals[stack] as number);
  }
  return { selfs, totals };
}
