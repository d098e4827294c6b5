import { WIRE } from "./cursor.ts";
import type { Field } from "./field.ts";

/** The wire type a field of this type travels in; a packed one is length-delimited. */
export function wireOf(type: Field["type"]): (typeof WIRE)[keyof typeof WIRE] {
  switch (type) {
    case "bool":
    case "enum":
    case "uint32":
    case "int32":
    case "int64":
    case "uint64":
      return WIRE.varint;
    case "fixed64":
    case "double":
      return WIRE.fixed64;
    case "fixed32":
      return WIRE.fixed32;
    default:
      return WIRE.lengthDelimited;
  }
}
