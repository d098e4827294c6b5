import { until } from "./until.ts";

/** Resolves when the collector that listens there has stored all that it took. */
export function queueIsEmpty(otlpHttp: string, millis: number): Promise<true> {
  let metrics = "";
  return until(
    async () => {
      metrics = await (await fetch(`${otlpHttp}/metrics`)).text();
      const waiting = [...metrics.matchAll(/^throughline_collector_queue_bytes\{.*\} (\d+)$/gm)];
      return waiting.length > 0 && waiting.every(([, bytes]) => bytes === "0") ? true : undefined;
    },
    () => `the queue to be empty: ${metrics}`,
    millis,
  );
}
