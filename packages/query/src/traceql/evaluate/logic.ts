import { each } from "./arithmetic.ts";
import { type Operand, Several } from "./operand.ts";
import type { Read } from "./read.ts";

/** Whether a condition holds: of several values, of one. */
export function isTrue(operand: Operand): boolean {
  return operand === true || (operand instanceof Several && operand.values.includes(true));
}

/** `!operand`, of a boolean. */
export function not(read: Read): Read {
  return (span, view) => invert(read(span, view));
}

function invert(operand: Operand): Operand {
  if (operand instanceof Several) return each(operand, invert);
  return typeof operand === "boolean" ? !operand : undefined;
}

/** `a && b && …` */
export function and(operands: readonly Read[]): Read {
  return (span, view) => operands.every((read) => isTrue(read(span, view)));
}

/** `a || b || …` */
export function or(operands: readonly Read[]): Read {
  return (span, view) => operands.some((read) => isTrue(read(span, view)));
}
