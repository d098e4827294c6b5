import type { Context } from "@opentelemetry/api";
import { actionIds, type ActionIds } from "../action-ids.ts";

/** Under these names lines say to which action, trace and span they belong. */
export const LINE_IDS = ["correlation_id", "trace_id", "span_id"] as const;

export type LineIdName = (typeof LINE_IDS)[number];

/** One of the IDs that a line says. */
export function lineId({ correlationId, span }: ActionIds, name: LineIdName): string | undefined {
  if (name === "correlation_id") return correlationId;
  return name === "trace_id" ? span?.traceId : span?.spanId;
}

/** Sets the IDs of what runs in `ctx` on a line's object, but for those that it has. */
export function addLineIds(line: { [name: string]: unknown }, ctx: Context): void {
  const ids = actionIds(ctx);
  for (const name of LINE_IDS) {
    const id = lineId(ids, name);
    if (id !== undefined) line[name] ??= id;
  }
}
