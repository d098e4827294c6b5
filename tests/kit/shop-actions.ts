import { createHash } from "node:crypto";
import { text } from "./otlp.ts";
import { profiles } from "./profiles.ts";

/** What one service sends of some actions: requests of each signal. */
export interface ShopRequests {
  readonly traces: readonly object[];
  readonly logs: readonly object[];
  readonly profiles: readonly object[];
}

const SERVICES = ["gateway", "cart", "orders", "payment", "stock", "mail"] as const;
/** Spans of a trace: each service calls the next. */
const DEPTH = SERVICES.length;

const MILLI = 1_000_000n;
const int = (key: string, value: bigint | number) => ({ key, value: { intValue: String(value) } });
const hex = (name: string, bytes: number) =>
  createHash("sha256")
    .update(name)
    .digest("hex")
    .slice(0, 2 * bytes);

export const traceIdOf = (action: number): string => hex(`trace ${action}`, 16);
export const spanIdOf = (action: number, depth: number): string => hex(`span ${action} ${depth}`, 8);
/** Three actions go together under one ID. */
export const correlationIdOf = (action: number): string => `action-${Math.floor(action / 3)}`;

/**
 * Requests of a shop's actions, the first at `start` in Unix nanoseconds, one every 250 ms: traces through six services with errors, events and
 * links, log lines in and outside of them, spans that hang, an event loop that was blocked, and stack samples. The same arguments give the same.
 */
export function shopActions(actions: number, start: bigint): ShopRequests {
  const at = (action: number) => start + BigInt(action) * 250n * MILLI;
  const all = Array.from({ length: actions }, (_, action) => action);
  return {
    traces: SERVICES.map((service, depth) => ({
      resourceSpans: [
        {
          resource: resourceOf(service),
          scopeSpans: [{ scope: { name: "shop" }, spans: all.map((action) => spanOf(action, depth, at(action))) }],
        },
      ],
    })),
    logs: SERVICES.map((service, depth) => ({
      resourceLogs: [
        { resource: resourceOf(service), scopeLogs: [{ logRecords: all.flatMap((action) => logsOf(action, depth, at(action))) }] },
      ],
    })),
    profiles: SERVICES.map((service, depth) =>
      profiles(
        service,
        all.map((action) => ({
          stack: ["main", `handle${depth}`, action % 2 === 0 ? "parse" : "render"].map((name) => ({
            function: name,
            file: `/app/${service}.js`,
            line: depth + 1,
          })),
          values: [String(10_000_000 + action * 1_000)],
          times: [String(at(action) + BigInt(depth) * MILLI + 500_000n)],
          ...(action % 4 !== 3 && { link: { traceId: traceIdOf(action), spanId: spanIdOf(action, depth) } }),
        })),
        { resource: resourceOf(service).attributes, time: String(start), durationNano: String(BigInt(actions) * 250n * MILLI) },
      ),
    ),
  };
}

function resourceOf(service: string) {
  return {
    attributes: [
      text("service.name", service),
      text("service.instance.id", `${service}-1`),
      text("deployment.environment", service < "m" ? "blue" : "green"),
    ],
  };
}

function spanOf(action: number, depth: number, start: bigint) {
  const begin = start + BigInt(depth) * MILLI;
  const end = begin + BigInt(2 * (DEPTH - depth) + (action % 7) * 3) * MILLI + BigInt(action * 977 + depth * 31);
  const failed = action % 11 === 0 && depth >= 3;
  return {
    traceId: traceIdOf(action),
    spanId: spanIdOf(action, depth),
    ...(depth > 0 && { parentSpanId: spanIdOf(action, depth - 1) }),
    name: `${depth === 0 ? "POST" : "GET"} /${SERVICES[depth]}/${action % 3}`,
    kind: depth % 2 === 0 ? 2 : 3,
    startTimeUnixNano: String(begin),
    endTimeUnixNano: String(end),
    attributes: [
      text("correlation.id", correlationIdOf(action)),
      int("http.response.status_code", failed ? 500 : 200),
      text("user.id", `user-${action % 13}`),
      ...(depth === 5 ? [text("peer.service", "smtp")] : []),
      { key: "tags", value: { arrayValue: { values: [{ stringValue: `tag-${action % 5}` }, { stringValue: "shop" }] } } },
    ],
    ...(failed && {
      status: { code: 2, message: "card declined" },
      events: [{ timeUnixNano: String(begin + 1_000n), name: "exception", attributes: [text("exception.type", "CardDeclined")] }],
    }),
    ...(action % 6 === 5 && depth === 0 && { links: [{ traceId: traceIdOf(action - 1), spanId: spanIdOf(action - 1, 0) }] }),
  };
}

function logsOf(action: number, depth: number, start: bigint) {
  const time = start + BigInt(depth) * MILLI + BigInt(200_000 + action);
  const record = (offset: bigint, more: object) => ({
    timeUnixNano: String(time + offset),
    observedTimeUnixNano: String(time + offset),
    ...more,
  });
  const ids = { traceId: traceIdOf(action), spanId: spanIdOf(action, depth) };
  const correlated = text("correlation.id", correlationIdOf(action));
  return [
    record(0n, {
      ...ids,
      severityNumber: 9,
      severityText: "INFO",
      body: { stringValue: `order ${action} taken by ${SERVICES[depth]}` },
      attributes: [correlated, int("order", action)],
    }),
    ...(action % 5 === 0
      ? [record(10n, { severityNumber: 13, severityText: "WARN", body: { stringValue: `cache of ${action} is cold` } })]
      : []),
    ...(action % 20 === 7 && depth === 2
      ? [
          record(20n, {
            traceId: traceIdOf(action),
            spanId: hex(`open ${action}`, 8),
            eventName: "throughline.span.open",
            attributes: openSpan(action, start),
          }),
        ]
      : []),
    ...(action % 30 === 4 && depth === 1
      ? [record(30n, { ...ids, eventName: "throughline.event_loop.blocked", attributes: block(action, start) })]
      : []),
  ];
}

function openSpan(action: number, start: bigint) {
  return [
    text("throughline.span.name", "hangs"),
    text("throughline.span.kind", "internal"),
    text("throughline.span.parent_id", spanIdOf(action, 2)),
    int("throughline.span.start_time_unix_nano", start + MILLI),
    int("throughline.span.age_nano", 5_000n * MILLI),
    int("throughline.span.next_report_nano", 5_000n * MILLI),
    text("correlation.id", correlationIdOf(action)),
  ];
}

function block(action: number, start: bigint) {
  return [
    text("throughline.block.id", `block-${action}`),
    int("throughline.block.start_time_unix_nano", start + MILLI),
    int("throughline.block.duration_nano", 400n * MILLI),
    { key: "throughline.block.ongoing", value: { boolValue: false } },
    { key: "throughline.block.stacks", value: { arrayValue: { values: [{ stringValue: "    at spin (spin.js:3:9)" }] } } },
  ];
}
