import { attributeOperand } from "./attribute.ts";
import { always, type Operand, type Row } from "./operand.ts";
import { severalOperand } from "./several.ts";

/** An attribute of the span's events. */
export function eventOperand(row: Row, key: string): Operand {
  return severalOperand(row, ["event_attributes", "event_attribute_types"], (map = "", types = "") =>
    attributeOperand(row, key, { map, keys: `mapKeys(${map})`, types }, "span"),
  );
}

/** The names of the span's events. */
export function eventName(row: Row): Operand {
  return severalOperand(row, ["event_names"], (name = "") => always("s", name));
}

/** How long after the span's start its events happened, in nanoseconds. */
export function eventTimeSinceStart(row: Row): Operand {
  return severalOperand(row, ["event_times"], (time = "") => always("i", `(toInt64(${time}) - toUnixTimestamp64Nano(time))`));
}
