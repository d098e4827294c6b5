import { durationText } from "@throughline/model";
import type { Log, Note, Span, Trace } from "@throughline/api";
import { timeText } from "../output/time-text.ts";
import { fit } from "../output/layout.ts";
import type { Paint } from "../output/paint.ts";
import { printable } from "../output/printable.ts";
import { bar, type Stretch, stretchOf } from "./bar.ts";
import { logLines } from "./log-line.ts";
import { spanMarks } from "./span-marks.ts";
import { placeSpans } from "./span-tree.ts";

const MAX_SERVICE = 20;
const DURATION = 9;
const MIN_BAR = 16;

export interface TraceTextOptions {
  readonly width: number;
  readonly logs: boolean;
}

/** A trace as a waterfall. */
export function traceText(trace: Trace, { width, logs }: TraceTextOptions, paint: Paint): string {
  const { spans } = trace;
  const whole = stretchOfAll(spans);
  const errors = spans.filter(({ status }) => status.code === "error").length;
  const open = spans.filter((span) => span.open !== false).length;
  const head = [
    `${paint.bold(`Trace ${trace.traceId}`)}  ${timeText(whole.from)}  ${durationText(whole.to - whole.from)}`,
    [
      count(spans.length, "span"),
      count(trace.services.length, "service"),
      ...(errors > 0 ? [paint.red(count(errors, "error"))] : []),
      ...(open > 0 ? [paint.yellow(`${open} not ended`)] : []),
      count(trace.logs.length, "log record"),
      ...(trace.samples.count > 0 ? [count(trace.samples.count, "stack sample")] : []),
    ].join(", "),
    ...trace.correlationIds.map((id) => `correlation ${printable(id)}`),
  ];
  const service = Math.min(MAX_SERVICE, Math.max(7, ...trace.services.map(({ length }) => length)));
  const logsOf = logs ? Map.groupBy(trace.logs, ({ spanId }) => spanId) : new Map<string, Log[]>();
  const known = new Set(spans.map(({ spanId }) => spanId));
  const rows = placeSpans(spans).flatMap(({ span, depth }) => [
    spanRow(span, depth, whole, { service, width }, paint),
    ...[...spanMarks(span, paint), ...logsUnder(logsOf.get(span.spanId) ?? [], whole, paint)].map(
      (line) => `${" ".repeat(service + 3 + 2 * depth)}${line}`,
    ),
  ]);
  const others = [...logsOf].flatMap(([spanId, list]) => (known.has(spanId) ? [] : list));
  return [
    ...head,
    "",
    ...rows,
    ...(others.length > 0 ? ["", "Outside of these spans:", ...logsUnder(others, whole, paint)] : []),
    ...noteLines(trace.notes, paint),
    "",
  ].join("\n");
}

function spanRow(span: Span, depth: number, whole: Stretch, { service, width }: { service: number; width: number }, paint: Paint): string {
  const rest = width - service - DURATION - 4;
  const barWidth = Math.max(MIN_BAR, Math.floor(rest * 0.45));
  const name = fit(`${"  ".repeat(Math.min(depth, 12))}${printable(span.name)}`, Math.max(10, rest - barWidth));
  const isOpen = span.open !== false;
  const line = bar(stretchOf(span), whole, barWidth, isOpen);
  const colour = span.status.code === "error" ? paint.red : isOpen ? paint.yellow : paint.green;
  const duration = durationText(BigInt(span.durationNano)).padStart(DURATION);
  return `${paint.cyan(fit(printable(span.service), service))} ${name} ${duration} ${colour(line)}`.trimEnd();
}

function logsUnder(logs: readonly Log[], { from }: Stretch, paint: Paint): string[] {
  return logs.flatMap((log) => {
    const [first = "", ...more] = logLines(log, paint, { isAlone: false });
    return [`${paint.dim(offset(BigInt(log.timeUnixNano) - from))} ${first}`, ...more];
  });
}

/** From the start of the first to the end of the last. */
export function stretchOfAll(spans: readonly Span[]): Stretch {
  let [from, to] = [2n ** 63n, 0n];
  for (const span of spans) {
    const stretch = stretchOf(span);
    if (stretch.from < from) from = stretch.from;
    if (stretch.to > to) to = stretch.to;
  }
  return to === 0n ? { from: 0n, to: 0n } : { from, to };
}

/** `+1.20 s` */
export function offset(nanos: bigint): string {
  return nanos < 0n ? `-${durationText(-nanos)}` : `+${durationText(nanos)}`;
}

/** What an answer may lack. */
export function noteLines(notes: readonly Note[], paint: Paint): string[] {
  return notes.length === 0 ? [] : ["", ...notes.map(({ message }) => paint.yellow(`Note: ${printable(message)}`))];
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
