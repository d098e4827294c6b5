import type { IntrinsicName } from "@throughline/traceql";
import { eventName, eventTimeSinceStart } from "./event.ts";
import { linkId } from "./link.ts";
import { always, type Operand, type Row, unknown } from "./operand.ts";
import { summaryOperand } from "./summary.ts";

export const NO_PARENT = "parent_span_id = toFixedString('', 8)";

/** What a span says of itself without attributes, and what its place in the trace makes of it, which its row alone does not tell. */
export function intrinsicOperand(row: Row, name: IntrinsicName): Operand {
  switch (name) {
    case "name":
      return always("s", "name");
    case "status":
      return always("status", "status_code");
    case "statusMessage":
      return always("s", "status_message");
    case "kind":
      return always("kind", "kind");
    case "duration":
      return always("i", "duration");
    case "trace:id":
      return always("s", "lower(hex(trace_id))");
    case "span:id":
      return always("s", "lower(hex(span_id))");
    case "span:parentID":
    case "parent":
      return {
        place: "span",
        isThere: `NOT (${NO_PARENT})`,
        scalars: new Map([["s", { is: `NOT (${NO_PARENT})`, value: "lower(hex(parent_span_id))" }]]),
      };
    case "event:name":
      return eventName(row);
    case "event:timeSinceStart":
      return eventTimeSinceStart(row);
    case "link:traceID":
      return linkId(row, "link_trace_ids");
    case "link:spanID":
      return linkId(row, "link_span_ids");
    case "instrumentation:name":
      return always("s", "scope_name");
    case "instrumentation:version":
      return always("s", "scope_version");
    case "childCount":
    case "nestedSetLeft":
    case "nestedSetRight":
    case "nestedSetParent":
      return unknown();
    case "rootName":
    case "rootServiceName":
    case "traceDuration":
      return summaryOperand(row, name);
  }
}
