import type { Frame } from "@throughline/profile";
import { ratio } from "./graph.ts";
import { packageOf } from "./package-of.ts";
import type { StackNode } from "./stack-tree.ts";

/**
 * What is not shown: `idle` is the time in which a thread waited for work; `internals` are frames of the runtime and native code, which count for
 * what called them; `packages` are a package's frames one by one: those that call one another become one of its name.
 */
export const HIDEABLE = ["idle", "internals", "packages"] as const;
export type Hideable = (typeof HIDEABLE)[number];

/** What the profilers call a thread that waits. */
const IDLE = "(idle)";

export function isIdle({ kind, function: name }: Pick<Frame, "kind" | "function">): boolean {
  return kind === "native" && name === IDLE;
}

/** The tree without what is hidden. Frames that come to stand under one caller are merged if they are the same. */
export function shaped(root: StackNode, hidden: ReadonlySet<Hideable>): StackNode {
  if (hidden.size === 0) return root;
  const all = new Part(root);
  all.count(root);
  gather(all, root.children, hidden);
  return all.finish();
}

function gather(into: Part, nodes: readonly StackNode[], hidden: ReadonlySet<Hideable>): void {
  for (const node of nodes) {
    if (hidden.has("idle") && isIdle(node)) continue;
    const isInternal = node.kind === "node" || node.kind === "native";
    const part = hidden.has("internals") && isInternal ? into : into.part(hidden.has("packages") ? packaged(node) : node);
    part.count(node);
    gather(part, node.children, hidden);
  }
}

/** The frame that stands for the package of a frame; the frame itself if it is in none. */
function packaged(node: StackNode): Frame {
  const name = node.kind === "dependency" ? packageOf(node.file) : "";
  return name === "" ? node : { function: name, file: "", line: 0, column: 0, kind: "dependency" };
}

/** A tree that is being made. */
export class Part {
  readonly #frame: Frame;
  readonly #key: string;
  readonly #parts = new Map<string, Part>();
  #self = 0;
  #baseSelf = 0;
  // What was cut below it counts for it, but ran in others.
  #cut = 0;
  #baseCut = 0;

  constructor({ function: name, file, line, column, kind }: Frame) {
    this.#frame = { function: name, file, line, column, kind };
    this.#key = keyOf(this.#frame);
  }

  /** Adds what a node weighs beside its children. */
  count({ self, total, baseSelf, baseTotal, children }: StackNode): void {
    this.#self += self;
    this.#baseSelf += baseSelf;
    this.#cut += children.reduce((rest, child) => rest - child.total, total - self);
    this.#baseCut += children.reduce((rest, child) => rest - child.baseTotal, baseTotal - baseSelf);
  }

  /** The part of a frame that it calls; itself where that is the same package. */
  part(frame: Frame): Part {
    const key = keyOf(frame);
    if (frame.kind === "dependency" && frame.file === "" && key === this.#key) return this;
    let part = this.#parts.get(key);
    if (!part) this.#parts.set(key, (part = new Part(frame)));
    return part;
  }

  finish(): StackNode {
    const children = [...this.#parts.values()].map((part) => part.finish());
    const total = children.reduce((sum, child) => sum + child.total, this.#self + this.#cut);
    const baseTotal = children.reduce((sum, child) => sum + child.baseTotal, this.#baseSelf + this.#baseCut);
    return {
      ...this.#frame,
      self: this.#self,
      total,
      baseSelf: this.#baseSelf,
      baseTotal,
      children: children.filter((child) => child.total + child.baseTotal > 0).toSorted(heaviestFirst),
    };
  }
}

const keyOf = ({ function: name, file, line, column }: Frame) => `${name}\0${file}\0${line}\0${column}`;

const heaviestFirst = (one: StackNode, other: StackNode) =>
  Math.max(other.total, other.baseTotal) - Math.max(one.total, one.baseTotal) || (one.function < other.function ? -1 : 1);

/** Share of everything in which threads waited for work, 0 to 1: of both sides of a difference, the larger. */
export function idleShare(root: StackNode): number {
  let [idle, baseIdle] = [0, 0];
  const visit = (node: StackNode): void => {
    if (isIdle(node)) {
      idle += node.total;
      baseIdle += node.baseTotal;
    } else for (const child of node.children) visit(child);
  };
  visit(root);
  return Math.max(ratio(idle, root.total), ratio(baseIdle, root.baseTotal));
}
