import type { Log } from "@throughline/api";

/** Whether it is a record of the log table, so that lines around it can be asked for. Other views list more than records as lines: a span's events. */
export function isStored({ id }: Pick<Log, "id">): boolean {
  return /^\d+\.\d+$/.test(id);
}
