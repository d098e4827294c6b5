import { jsonToMessage } from "@throughline/otlp";
import type { OtlpResourceSpans } from "../foreign/otlp-shapes.ts";

/** A trace as `tempopb.Trace`, whose one field is that of OTLP's TracesData. */
export function traceMessage(resourceSpans: readonly OtlpResourceSpans[]): Buffer {
  return Buffer.from(jsonToMessage("ExportTraceServiceRequest", JSON.stringify({ resourceSpans })));
}

const TRACE = 1;
const STATUS = 3;
const MESSAGE = 4;
const PARTIAL = 1;

/** A trace as `tempopb.TraceByIDResponse`: `{1: trace, 3: status, 4: message}`; complete where there is no message. */
export function traceByIdMessage(resourceSpans: readonly OtlpResourceSpans[], message: string): Buffer {
  const trace = field(TRACE, traceMessage(resourceSpans));
  if (message === "") return trace;
  return Buffer.concat([trace, Buffer.from([STATUS << 3, PARTIAL]), field(MESSAGE, Buffer.from(message))]);
}

/** A field of bytes: its number, their count as a varint, and they. */
function field(number: number, bytes: Buffer): Buffer {
  const head = [(number << 3) | 2];
  let count = bytes.length;
  for (; count > 0x7f; count = Math.floor(count / 0x80)) head.push((count % 0x80) | 0x80);
  return Buffer.concat([Buffer.from([...head, count]), bytes]);
}
