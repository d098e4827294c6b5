import { metrics, ValueType, type Attributes, type Histogram } from "@opentelemetry/api";
import { METRIC_HTTP_CLIENT_REQUEST_DURATION, METRIC_HTTP_SERVER_REQUEST_DURATION } from "@opentelemetry/semantic-conventions";

/** Bounds of both histograms, in seconds, by the HTTP semantic conventions. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

let server: Histogram | undefined;
let client: Histogram | undefined;

/** Makes the two histograms of the HTTP semantic conventions. Without it, nothing is recorded: metrics are off unless asked for. */
export function recordHttpMetrics(): void {
  const meter = metrics.getMeter("@throughline/sdk/http");
  const options = { unit: "s", valueType: ValueType.DOUBLE, advice: { explicitBucketBoundaries: BOUNDS } };
  server = meter.createHistogram(METRIC_HTTP_SERVER_REQUEST_DURATION, { ...options, description: "Duration of HTTP server requests." });
  client = meter.createHistogram(METRIC_HTTP_CLIENT_REQUEST_DURATION, { ...options, description: "Duration of HTTP client requests." });
}

/** When a request begins, in milliseconds; 0 if nobody will ask. */
export function now(): number {
  return server === undefined ? 0 : performance.now();
}

/** Records a request that was served from `began` until now. */
export function recordServerDuration(began: number, attributes: () => Attributes): void {
  server?.record((performance.now() - began) / 1000, attributes());
}

/** Records a request that was sent, from `began` until now. */
export function recordClientDuration(began: number, attributes: () => Attributes): void {
  client?.record((performance.now() - began) / 1000, attributes());
}
