import type { Literal } from "@throughline/traceql";
import { KIND, type Scalar, STATUS } from "./operand.ts";

/** What a literal is worth. */
export function literalValue(literal: Literal): Scalar | undefined {
  switch (literal.type) {
    case "nil":
      return undefined;
    case "status":
      return STATUS[literal.value];
    case "kind":
      return KIND[literal.value];
    default:
      return literal.value;
  }
}
