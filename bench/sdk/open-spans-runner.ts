/**
 * Starts and ends spans with nothing behind them, with a processor that does nothing, or with ours that knows the open ones.
 * Runs as a process of its own and sends what a span cost, in nanoseconds of CPU.
 */
import { type Span, SpanKind } from "@opentelemetry/api";
import { type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { OpenSpans } from "../../packages/sdk/src/open-spans/open-spans.ts";

const WARM_UP = 200_000;
const SPANS = 1_000_000;
const SPANS_PER_TICK = 1_000;

const idle: SpanProcessor = { onStart() {}, onEnd() {}, async forceFlush() {}, async shutdown() {} };
const WAYS: Readonly<Record<string, () => SpanProcessor[]>> = { none: () => [], idle: () => [idle], "open-spans": () => [new OpenSpans()] };

const [, , way = "", atOnce = ""] = process.argv;
const tracer = new TracerProvider({ spanProcessors: WAYS[way]?.() ?? [] }).getTracer("bench");
/** A ring: each span ends when as many have begun after it as are open at once. */
const open: (Span | undefined)[] = Array.from({ length: Number(atOnce) });

await run(WARM_UP);
const before = process.cpuUsage();
await run(SPANS);
const { user, system } = process.cpuUsage(before);
process.send?.(((user + system) / SPANS) * 1_000);
process.disconnect();

async function run(spans: number): Promise<void> {
  for (let begun = 0; begun < spans; begun++) {
    const at = begun % open.length;
    open[at]?.end();
    open[at] = tracer.startSpan("GET", { kind: begun % 2 === 0 ? SpanKind.SERVER : SpanKind.CLIENT });
    if (begun % SPANS_PER_TICK === 0) await new Promise(setImmediate);
  }
}
