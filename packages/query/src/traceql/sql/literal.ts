import type { Literal } from "@throughline/traceql";
import { always, type Operand, type Row } from "./operand.ts";

const NIL: Operand = { place: "none", isThere: "false", scalars: new Map() };

/** A value written in the query. */
export function literalOperand({ parameters }: Row, literal: Literal): Operand {
  switch (literal.type) {
    case "string":
      return always("s", parameters.bind("String", literal.value), "none");
    case "bool":
      return always("b", parameters.bind("String", String(literal.value)), "none");
    case "int":
    case "duration":
      return always("i", parameters.bind("Int64", literal.value), "none");
    case "float":
      return always("d", parameters.bind("Float64", literal.value), "none");
    case "status":
    case "kind":
      return always(literal.type, parameters.bind("String", literal.value), "none");
    case "nil":
      return NIL;
  }
}

/** A regular expression, which must match the whole; `.` matches no line end, as in Go. */
export function patternOperand({ parameters }: Row, pattern: string): Operand {
  return always("s", parameters.bind("String", `^(?-s:${pattern})$`), "none");
}
