import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type ReceivedSample, startOtlpSink } from "../../tests/kit/otlp-sink.ts";
import { cleanEnvironment, Program } from "../../tests/kit/program.ts";
import { until } from "../../tests/kit/until.ts";
import { CONTESTANTS } from "../sdk/contestants.ts";

const SERVICE = fileURLToPath(new URL("../../tests/fixtures/sdk-profiles.cjs", import.meta.url));
const CLIENTS = 4;
const SECONDS = 20;
const INTERVAL_MS = 500;
/** Until the last samples and spans are here. */
const DELIVERY_MS = 3_000;
/** What burns CPU, and the route that calls it. */
const ROUTES: Readonly<Record<string, string>> = {
  checkoutA: "/checkout",
  checkoutB: "/checkout",
  searchA: "/search",
  searchB: "/search",
};

/** Stack samples of functions that burn CPU within requests. */
export interface RightSpans {
  readonly samples: number;
  /** Those with the trace, span and correlation ID of a request for the route of their function. */
  readonly right: number;
}

/** Two routes whose handlers burn CPU between awaits, asked by several clients at once: whether each sample names the request it is of. */
export async function rightSpans(node: string): Promise<RightSpans> {
  await using sink = await startOtlpSink();
  const service = new Program(node, [...CONTESTANTS.ours.flags(), SERVICE], {
    env: {
      ...cleanEnvironment(),
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_SERVICE_NAME: "sampled",
      THROUGHLINE_PROFILING_INTERVAL_MS: String(INTERVAL_MS),
    },
  });
  try {
    const [, url] = await service.line(/^ready (\S+)$/);
    await until(
      () => sink.samples[0],
      () => `samples; stderr: ${service.stderr}`,
    );
    const routes = new Map<string, string>();
    const end = performance.now() + SECONDS * 1_000;
    const client = async (route: string): Promise<void> => {
      while (performance.now() < end) {
        const id = `request-${routes.size}`;
        routes.set(id, route);
        await (await fetch(`${url}${route}`, { headers: { "x-correlation-id": id } })).text();
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index % 2 === 0 ? "/checkout" : "/search")));
    await sleep(DELIVERY_MS);
    const spans = new Map(sink.spans.map((span) => [span.attributes["correlation.id"], span]));
    const count = (samples: readonly ReceivedSample[]): number => samples.reduce((sum, { values }) => sum + values.length, 0);
    const burning = sink.samples.filter(({ frames }) => frames.some((frame) => frame.function === "spin" || frame.function in ROUTES));
    const right = burning.filter(({ frames, traceId, spanId, attributes }) => {
      const id = attributes["correlation.id"];
      const span = spans.get(id);
      const name = frames.find((frame) => frame.function in ROUTES)?.function;
      return name !== undefined && routes.get(String(id)) === ROUTES[name] && span?.traceId === traceId && span.spanId === spanId;
    });
    return { samples: count(burning), right: count(right) };
  } finally {
    await service.kill("SIGKILL");
  }
}
