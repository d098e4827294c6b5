import type { Field } from "@throughline/traceql";
import { attributeOperand, OF_ROW } from "./attribute.ts";
import { eventOperand } from "./event.ts";
import { instrumentationOperand } from "./instrumentation.ts";
import { intrinsicOperand } from "./intrinsic.ts";
import { linkOperand } from "./link.ts";
import { type Operand, type Row, unknown } from "./operand.ts";
import { givenResourceOperand, resourceOperand } from "./resource.ts";

/** The places in which a field is looked for, in this order: the first in which it is there counts. */
export function fieldOperands(row: Row, field: Field): readonly Operand[] {
  return placesOf(row, field, resourceOperand);
}

/** The same, to ask whether it is there. */
export function givenFieldOperands(row: Row, field: Field): readonly Operand[] {
  return placesOf(row, field, givenResourceOperand);
}

function placesOf(row: Row, field: Field, ofResource: typeof resourceOperand): readonly Operand[] {
  if (field.type === "intrinsic") return [intrinsicOperand(row, field.name)];
  const { scope, key, ofParent } = field;
  if (ofParent) return [unknown()];
  const places = {
    span: () => attributeOperand(row, key, OF_ROW, "span"),
    resource: () => ofResource(row, key),
    event: () => eventOperand(row, key),
    link: () => linkOperand(row, key),
    instrumentation: () => instrumentationOperand(row, key),
  };
  return scope === "any" ? Object.values(places).map((place) => place()) : [places[scope]()];
}
