import type { Frame, FrameKind } from "@throughline/profile";
import { type Graph, ratio, ROOT } from "./graph.ts";
import { packageOf } from "./package-of.ts";

/** Whose code it was that ran. */
export interface KindShare {
  /** A package's name; empty: the kind alone, or all other packages. */
  readonly name: string;
  readonly kind: FrameKind;
  /** A frame of it, for its colour. */
  readonly frame: Frame;
  /** Of everything, 0 to 1. */
  readonly share: number;
}

/** Packages that have an entry of their own. */
const MOST_PACKAGES = 4;
const ORDER: readonly FrameKind[] = ["own", "dependency", "node", "native"];

/** What ran in own code, in each of the packages that took most, in the runtime and in native code; nothing for what is not in the graph. */
export function kindShares(graph: Graph): KindShare[] {
  const selfs = new Map<string, { name: string; kind: FrameKind; frame: Frame; self: number }>();
  // What was cut below a frame counts for it.
  const weights = graph.total.slice();
  for (let node = weights.length - 1; node > ROOT; node--) {
    const parent = graph.parent[node] as number;
    weights[parent] = (weights[parent] as number) - (graph.total[node] as number);
  }
  for (let node = ROOT + 1; node < graph.frames.length; node++) {
    const frame = graph.frames[node] as Frame;
    const name = frame.kind === "dependency" ? packageOf(frame.file) || frame.function : "";
    const key = `${frame.kind}\0${name}`;
    const entry = selfs.get(key) ?? { name, kind: frame.kind, frame, self: 0 };
    entry.self += weights[node] as number;
    selfs.set(key, entry);
  }
  const shares = [...selfs.values()].map(({ self, ...about }) => ({ ...about, share: ratio(self, graph.all.total) }));
  return ORDER.flatMap((kind) => {
    const ofKind = shares.filter((each) => each.kind === kind).toSorted((one, other) => other.share - one.share);
    const [rest, ...others] = ofKind.slice(MOST_PACKAGES);
    if (!rest) return ofKind;
    const share = others.reduce((sum, other) => sum + other.share, rest.share);
    return [...ofKind.slice(0, MOST_PACKAGES), { ...rest, name: "", share }];
  });
}
