import { durationText } from "@throughline/model";
import type { Correlation } from "@throughline/api";
import { timeText } from "../output/time-text.ts";
import { fit } from "../output/layout.ts";
import type { Paint } from "../output/paint.ts";
import { printable } from "../output/printable.ts";
import { bar, type Stretch, stretchOf } from "./bar.ts";
import { logLines } from "./log-line.ts";
import { spanMarks } from "./span-marks.ts";
import { count, noteLines, offset } from "./trace-text.ts";

const MAX_SERVICE = 20;
const OFFSET = 9;
const DURATION = 9;
const MIN_BAR = 16;

/** Everything of one action on one timeline: spans where they start, log records between. */
export function correlationText(correlation: Correlation, width: number, paint: Paint): string {
  const { correlationId, traceIds, services, spans, logs, samples, notes } = correlation;
  const times = [...spans.flatMap((span) => [stretchOf(span).from, stretchOf(span).to]), ...logs.map((log) => BigInt(log.timeUnixNano))];
  const whole: Stretch = { from: times.reduce(least, times[0] ?? 0n), to: times.reduce(most, 0n) };
  const service = Math.min(MAX_SERVICE, Math.max(7, ...services.map(({ length }) => length)));
  const rest = width - OFFSET - service - DURATION - 4;
  const barWidth = Math.max(MIN_BAR, Math.floor(rest * 0.4));
  const lines = [
    ...spans.map((span) => {
      const stretch = stretchOf(span);
      const isOpen = span.open !== false;
      const colour = span.status.code === "error" ? paint.red : isOpen ? paint.yellow : paint.green;
      const name = fit(printable(span.name), Math.max(10, rest - barWidth));
      const text = `${name} ${durationText(BigInt(span.durationNano)).padStart(DURATION)} ${colour(bar(stretch, whole, barWidth, isOpen))}`;
      return { time: stretch.from, isLog: false, service: span.service, text, more: spanMarks(span, paint) };
    }),
    ...logs.map((log) => {
      const [text = "", ...more] = logLines(log, paint, { isAlone: false });
      return { time: BigInt(log.timeUnixNano), isLog: true, service: log.service, text, more };
    }),
  ].toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : Number(a.isLog) - Number(b.isLog)));
  const indent = " ".repeat(OFFSET + service + 2);
  return [
    `${paint.bold(`Action ${printable(correlationId)}`)}  ${timeText(whole.from)}  ${durationText(whole.to - whole.from)}`,
    [
      count(traceIds.length, "trace"),
      count(services.length, "service"),
      count(spans.length, "span"),
      count(logs.length, "log record"),
      ...(samples.count > 0 ? [count(samples.count, "stack sample")] : []),
    ].join(", "),
    ...traceIds.map((id) => `trace ${id}`),
    "",
    ...lines.flatMap(({ time, service: name, text, more }) => [
      `${paint.dim(offset(time - whole.from).padStart(OFFSET))} ${paint.cyan(fit(printable(name), service))} ${text}`.trimEnd(),
      ...more.map((line) => indent + line),
    ]),
    ...noteLines(notes, paint),
    "",
  ].join("\n");
}

const least = (a: bigint, b: bigint): bigint => (b < a ? b : a);
const most = (a: bigint, b: bigint): bigint => (b > a ? b : a);
