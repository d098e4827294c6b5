import type { Operand, Row } from "./operand.ts";

/** A field of events or links: `arrays` are columns that hold one item each, `of` makes the field of an item. */
export function severalOperand(row: Row, arrays: readonly string[], of: (...items: string[]) => Operand): Operand {
  const some = (condition: (one: Operand) => string): string => {
    const items = arrays.map(() => row.variable());
    const lambda = items.length === 1 ? items[0] : `(${items.join(", ")})`;
    return `arrayExists(${lambda} -> ${condition(of(...items))}, ${arrays.join(", ")})`;
  };
  return { place: "span", isThere: some((one) => one.isThere), scalars: new Map(), several: { some } };
}
