import { narrowed, type Select, union } from "./subset.ts";

/** `left && right`: the spans of both, if both have some. */
export function both(left: Select, right: Select): Select {
  return (subset, view) => {
    const ofLeft = left(subset, view);
    if (ofLeft.length === 0) return [];
    const ofRight = right(subset, view);
    return ofRight.length === 0 ? [] : narrowed(subset, union([...ofLeft, ...ofRight]));
  };
}

/** `left || right`: the spans of both, if any of them has some. */
export function either(left: Select, right: Select): Select {
  return (subset, view) => narrowed(subset, union([...left(subset, view), ...right(subset, view)]));
}
