import type { TestSpan } from "./store.ts";
import { NOW, SECOND, spanId, traceId } from "./store.ts";

/** A trace with all that readers stumble over: orphans, links, events, arrays, numbers beyond 2^53, empty values, no attributes at all. */
export const ODD_TRACE = traceId(1);
export const LINKED_TRACE = "11".repeat(16);
export const LINKED_SPAN = "22".repeat(8);
export const ODD_START = NOW - 10n * SECOND;

export const oddSpans: readonly TestSpan[] = [
  {
    traceId: ODD_TRACE,
    spanId: spanId(1),
    time: ODD_START,
    duration: 2n * SECOND + 1_500n,
    service: "gateway",
    name: "POST /checkout",
    status: "error",
    attributes: {
      "http.method": "POST",
      "http.status_code": ["i", "500"],
      big: ["i", "9007199254740993"],
      ratio: ["d", "0.25"],
      nan: ["d", "NaN"],
      sampled: ["b", "true"],
      list: ["a", '{"values":[{"stringValue":"x"},{"intValue":"2"}]}'],
      map: ["k", '{"values":[{"key":"a","value":{"boolValue":true}}]}'],
      bytes: ["x", "AP8="],
      empty: "",
      none: ["n", ""],
      absent: ["-", ""],
    },
    resource: { "host.name": "h1" },
    columns: {
      status_message: "card declined",
      trace_state: "vendor=1",
      scope_name: "http",
      scope_version: "1.2",
      scope_rest: JSON.stringify({ attributes: [{ key: "scope.team", value: { stringValue: "shop" } }] }),
      event_times: [String(ODD_START + 1_000_500n), String(ODD_START + 2_000_000n)],
      event_names: ["exception", ""],
      event_attributes: [{ "exception.type": "Declined" }, {}],
      event_attribute_types: ["", ""],
      event_dropped_attributes: [0, 0],
    },
  },
  {
    traceId: ODD_TRACE,
    spanId: spanId(2),
    parentId: spanId(1),
    time: ODD_START + SECOND / 2n,
    duration: 4_500n,
    service: "payment",
    name: "charge",
    kind: "client",
    columns: {
      link_trace_ids: [LINKED_TRACE, ""],
      link_span_ids: [LINKED_SPAN, ""],
      link_trace_states: ["", ""],
      link_flags: [0, 0],
      link_attributes: [{ "link.reason": "retry" }, {}],
      link_attribute_types: ["", ""],
      link_dropped_attributes: [0, 0],
    },
  },
  {
    traceId: ODD_TRACE,
    spanId: spanId(3),
    parentId: spanId(77),
    time: ODD_START + SECOND,
    service: "payment",
    name: "orphan",
    kind: "unspecified",
  },
];
