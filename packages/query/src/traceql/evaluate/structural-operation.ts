import type { SpansetOperator } from "@throughline/traceql";
import { ancestorOf } from "./relations/ancestor-of.ts";
import { childOf } from "./relations/child-of.ts";
import { descendantOf } from "./relations/descendant-of.ts";
import { parentOf } from "./relations/parent-of.ts";
import type { Relation } from "./relations/relation.ts";
import { siblingOf } from "./relations/sibling-of.ts";
import { narrowed, type Select, type Subset, union } from "./subset.ts";
import type { TraceView } from "./trace-view.ts";

export type StructuralOperator = Exclude<SpansetOperator, "&&" | "||">;

/** How the spans on the right stand to those on the left, and the other way round. */
const RELATIONS: Readonly<Record<">" | ">>" | "<" | "<<" | "~", readonly [Relation, Relation]>> = {
  ">": [childOf, parentOf],
  ">>": [descendantOf, ancestorOf],
  "<": [parentOf, childOf],
  "<<": [ancestorOf, descendantOf],
  "~": [siblingOf, siblingOf],
};

/**
 * `left >> right` and so on: the spans on the right that stand so to one on the left; with `!`, those that stand so to none; with
 * `&`, the spans of both sides that stand so to one of the other. Spans that no root reaches are left out, on either side and of all
 * three: what they stand to is not known.
 */
export function structural(operator: StructuralOperator, left: Select, right: Select): Select {
  const mode = operator[0] === "!" || operator[0] === "&" ? operator[0] : "";
  const [relation, inverse] = RELATIONS[operator.slice(mode.length) as keyof typeof RELATIONS];
  return (subset, view) => {
    const { hierarchy } = view;
    const ofRight = connected(right(subset, view), view);
    if (ofRight.length === 0) return [];
    const ofLeft = connected(left(subset, view), view);
    const isRelated = relation(hierarchy, ofLeft);
    if (mode === "!")
      return narrowed(
        subset,
        ofRight.filter((span) => !isRelated(span)),
      );
    const related = ofRight.filter(isRelated);
    if (mode === "" || related.length === 0) return narrowed(subset, related);
    const others = ofLeft.filter(inverse(hierarchy, ofRight));
    return narrowed(
      subset,
      union([
        { ...subset, indexes: related },
        { ...subset, indexes: others },
      ]),
    );
  };
}

function connected(subsets: readonly Subset[], { hierarchy }: TraceView): readonly number[] {
  return union(subsets).filter((span) => hierarchy.isConnected(span));
}
