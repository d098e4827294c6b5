import type { FieldValue } from "../spanset.ts";
import { isArray, Named, type Single } from "./operand.ts";

/** A text that is the same for the same values of the same types, and for no others. */
export function groupKey(values: readonly (Single | undefined)[]): string {
  return values
    .map((value) => {
      const key = keyOf(value);
      return `${key.length}:${key}`;
    })
    .join("");
}

function keyOf(value: Single | FieldValue | undefined): string {
  if (isArray(value)) return `array ${groupKey(value)}`;
  return value instanceof Named ? `${value.type} ${value.value}` : `${typeof value} ${String(value)}`;
}
