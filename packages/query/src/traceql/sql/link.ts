import { attributeOperand } from "./attribute.ts";
import { always, type Operand, type Row } from "./operand.ts";
import { severalOperand } from "./several.ts";

/** An attribute of the span's links. */
export function linkOperand(row: Row, key: string): Operand {
  return severalOperand(row, ["link_attributes", "link_attribute_types"], (map = "", types = "") =>
    attributeOperand(row, key, { map, keys: `mapKeys(${map})`, types }, "span"),
  );
}

/** The IDs that the span's links name, in hex. */
export function linkId(row: Row, column: "link_trace_ids" | "link_span_ids"): Operand {
  return severalOperand(row, [column], (id = "") => always("s", `lower(hex(${id}))`));
}
