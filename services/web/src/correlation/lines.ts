import { collectedText, durationText } from "@throughline/model";
import type { Block, Log, Span } from "@throughline/api";
import { type Action, hasFailed, type Part } from "./action.ts";

/** What happened in the action as lines, oldest first: its log records, its spans' events, and the blocks. */
export function linesOf(action: Action): Log[] {
  const lines = [
    ...action.logs.map(({ log }) => log),
    ...action.parts.flatMap((part) => eventLines(part)),
    ...action.blocks.map(({ block }): Log => ({
      ...NONE,
      id: `block ${block.blockId}`,
      timeUnixNano: block.startTimeUnixNano,
      ...WARN,
      body: `event loop blocked for ${durationText(BigInt(block.durationNano))}${byText(block)}`,
      service: block.service,
      traceId: block.traceId,
      spanId: block.spanId,
      eventName: "event loop blocked",
      attributes: {
        ...(block.file !== null && { place: `${block.file}:${block.line ?? 0}` }),
        ...(block.stacks[0] !== undefined && { "exception.stacktrace": block.stacks[0] }),
        waited: block.victims.length,
      },
    })),
  ];
  return lines
    .map((line) => ({ line, at: BigInt(line.timeUnixNano) }))
    .toSorted(byTime)
    .map(({ line }) => line);
}

function byText(block: Block): string {
  const by = [collectedText(block), block.function ?? ""].filter((part) => part !== "").join(" in ");
  return by === "" ? "" : ` by ${by}`;
}

function byTime(a: { readonly at: bigint }, b: { readonly at: bigint }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

const WARN = { severityNumber: 13, severityText: "WARN" } as const;
const ERROR = { severityNumber: 17, severityText: "ERROR" } as const;
const NONE = { severityNumber: 0, severityText: "", correlationId: "", eventName: "", attributes: {}, resource: {} } as const;

function eventLines(part: Part): Log[] {
  const { span } = part;
  return span.events.map(({ timeUnixNano, name, attributes }, at): Log => ({
    ...NONE,
    id: `event ${span.traceId} ${span.spanId} ${at}`,
    timeUnixNano,
    ...(name === "exception" && (hasFailed(part) ? ERROR : WARN)),
    body: bodyOf(span, name, attributes),
    service: span.service,
    traceId: span.traceId,
    spanId: span.spanId,
    eventName: name,
    attributes,
    resource: span.resource,
  }));
}

function bodyOf({ name: spanName }: Span, name: string, attributes: Span["attributes"]): string {
  const words = [attributes["exception.type"], attributes["exception.message"]].filter((word) => typeof word === "string");
  return [`${name} in ${spanName}`, ...words].join(": ");
}
