import type { Link, SpanContext } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { fixed64Tag, lengthTag, type OtlpWriter, varintTag } from "./otlp-writer.ts";

/** Bits of `flags` beside the trace flags: whether it is known that the parent, or what is linked to, is in another process; and that it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** Writes the fields of an ended span, as OpenTelemetry's own serializer would. */
export function writeSpan(writer: OtlpWriter, span: ReadableSpan): void {
  const context = span.spanContext();
  writer.id(lengthTag(1), context.traceId);
  writer.id(lengthTag(2), context.spanId);
  const traceState = context.traceState?.serialize();
  if (traceState) writer.text(lengthTag(3), traceState);
  const parent = span.parentSpanContext;
  if (parent?.spanId) writer.id(lengthTag(4), parent.spanId);
  writer.text(lengthTag(5), span.name);
  // OTLP has a kind of its own for "unspecified".
  writer.count(varintTag(6), span.kind + 1);
  writer.time(fixed64Tag(7), span.startTime);
  writer.time(fixed64Tag(8), span.endTime);
  writer.attributes(lengthTag(9), span.attributes);
  writer.count(varintTag(10), span.droppedAttributesCount);
  for (const event of span.events) {
    const start = writer.open(lengthTag(11), 1);
    writer.time(fixed64Tag(1), event.time);
    writer.text(lengthTag(2), event.name);
    if (event.attributes) writer.attributes(lengthTag(3), event.attributes);
    writer.count(varintTag(4), event.droppedAttributesCount);
    writer.close(start, 1);
  }
  writer.count(varintTag(12), span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writer.count(varintTag(14), span.droppedLinksCount);
  const status = writer.open(lengthTag(15), 1);
  if (span.status.message) writer.text(lengthTag(2), span.status.message);
  writer.count(varintTag(3), span.status.code);
  writer.close(status, 1);
  writer.flags(16, flagsOf(context, parent));
}

function writeLink(writer: OtlpWriter, link: Link & { droppedAttributesCount?: number }): void {
  const start = writer.open(lengthTag(13), 1);
  writer.id(lengthTag(1), link.context.traceId);
  writer.id(lengthTag(2), link.context.spanId);
  const traceState = link.context.traceState?.serialize();
  if (traceState) writer.text(lengthTag(3), traceState);
  if (link.attributes) writer.attributes(lengthTag(4), link.attributes);
  writer.count(varintTag(5), link.droppedAttributesCount);
  writer.flags(6, flagsOf(link.context, link.context));
  writer.close(start, 1);
}

function flagsOf(context: SpanContext, remote: SpanContext | undefined): number {
  return (context.traceFlags & 0xff) | HAS_IS_REMOTE | (remote?.isRemote ? IS_REMOTE : 0);
}
