import { FIELDS, type FieldProcessor } from "./field-processor.ts";
import type { LogEvent } from "./log-event.ts";
import type { Plain } from "./plain.ts";

/** Renames fields: `rename({ orderId: "order.id" })`. Where a field of the new name is there already, that one is kept under its name and the other is dropped. */
export function rename(names: Readonly<Record<string, string>>): FieldProcessor {
  const entries = Object.entries(names).filter(([from, to]) => from !== to);
  const step = (fields: Record<string, Plain>): void => {
    for (const [from, to] of entries) {
      const value = fields[from];
      if (value === undefined) continue;
      delete fields[from];
      if (!Object.hasOwn(fields, to)) fields[to] = value;
    }
  };
  const processor = (event: LogEvent): LogEvent => {
    step(event.fields);
    return event;
  };
  return Object.assign(processor, { [FIELDS]: step });
}
