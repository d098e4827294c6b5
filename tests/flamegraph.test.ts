import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ApiClient, FlameNode } from "@throughline/api";
import { killSdkProcesses, type SdkProcess, startSdkProcess } from "./kit/sdk-process.ts";
import { Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

const SETUP_MILLIS = 180_000;
const SERVICE = "flame";

/** What each function takes of the time of its route, and the route that calls it. */
const SHARES = {
  "/checkout": { checkoutA: 0.7, checkoutB: 0.3 },
  "/search": { searchA: 0.3, searchB: 0.7 },
} as const;

let throughline: Throughline;
let client: ApiClient;
let app: SdkProcess;
let url = "";
let asked = 0;

beforeAll(async () => {
  throughline = await Throughline.start();
  client = throughline.client;
  app = startSdkProcess("sdk-profiles.mjs", {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: throughline.otlpHttp,
      OTEL_SERVICE_NAME: SERVICE,
      OTEL_BSP_SCHEDULE_DELAY: "100",
      THROUGHLINE_PROFILING: "wall,cpu",
      THROUGHLINE_PROFILING_INTERVAL_MS: "500",
    },
  });
  [url = ""] = await app.ready();
  await load(async () => {
    const graphs = await Promise.all(
      Object.keys(SHARES).map((route) => client.flamegraph({ ...ofRoute(route), type: "cpu" }).catch(() => undefined)),
    );
    return graphs.every((graph) => graph !== undefined && graph.samples > 150);
  });
  // Whatever it has not sent yet comes before its end.
  app.child.kill("SIGTERM");
  await app.ended;
  await throughline.settled();
}, SETUP_MILLIS);

afterAll(async () => {
  await killSdkProcesses();
  await throughline?.stop();
});

const ofRoute = (route: string) => ({ q: `{ resource.service.name = "${SERVICE}" && span.url.path = "${route}" }` });

/** What a function weighs wherever it stands. */
function weightOf(node: FlameNode, name: string): number {
  return node.function === name ? node.total : node.children.reduce((sum, child) => sum + weightOf(child, name), 0);
}

/** Asks both routes, turn by turn, until `done` says so. */
async function load(done: () => Promise<boolean>): Promise<void> {
  const ended = new AbortController();
  const ask = async (route: string): Promise<void> => {
    while (!ended.signal.aborted) await (await fetch(`${url}${route}`, { headers: { "x-correlation-id": `request-${++asked}` } })).text();
  };
  await Promise.all([
    ...Object.keys(SHARES).map(ask),
    until(
      async () => (await done()) || undefined,
      () => `samples of both routes; stderr: ${app.stderr()}`,
      120_000,
    ).finally(() => ended.abort()),
  ]);
}

test("the flame graph of a route's spans has its functions in the shares of the time that they took, across awaits", async () => {
  for (const [route, shares] of Object.entries(SHARES))
    for (const type of ["wall", "cpu"]) {
      const graph = await client.flamegraph({ ...ofRoute(route), type });
      expect(graph).toMatchObject({ sampleType: type, unit: "nanoseconds", services: [SERVICE], processes: 1, notes: [] });
      expect(graph.types.map((each) => each.type)).toEqual(["cpu", "wall"]);
      expect(graph.spans).toBeGreaterThan(10);
      const names = Object.values(SHARES).flatMap((all) => Object.keys(all));
      const all = names.reduce((sum, name) => sum + weightOf(graph.root, name), 0);
      for (const name of names)
        expect(Math.abs(weightOf(graph.root, name) / all - ((shares as Record<string, number>)[name] ?? 0))).toBeLessThan(0.15);
    }
});

test("one request has its samples by trace, span and correlation ID, and the trace counts them", async () => {
  const found = await until(
    async () => {
      const { traces } = await client.traces({ ...ofRoute("/checkout"), limit: 100 });
      for (const { traceId } of traces) {
        const trace = await client.trace(traceId);
        if (trace.samples.count > 0) return trace;
      }
      return undefined;
    },
    () => "a trace with samples",
  );
  const { traceId, samples, spans, correlationIds } = found;
  const graph = await client.flamegraph({ traceId });
  expect(graph.types.reduce((sum, type) => sum + type.samples, 0)).toBe(samples.count);
  const root = spans.find(({ parentSpanId }) => parentSpanId === "");
  expect((await client.flamegraph({ spanId: root?.spanId ?? "" })).root).toEqual(graph.root);
  expect((await client.flamegraph({ correlationId: correlationIds[0] ?? "" })).root).toEqual(graph.root);
  expect((await client.correlation(correlationIds[0] ?? "")).samples).toEqual(samples);
});

test("what one route runs more than the other shows as the difference of the two", async () => {
  const { root } = await client.flamegraphDifference({ ...ofRoute("/checkout"), "base.q": ofRoute("/search").q });
  const changes = new Map<string, number>();
  const visit = (node: typeof root): void => {
    changes.set(node.function, (changes.get(node.function) ?? 0) + node.change);
    node.children.forEach(visit);
  };
  visit(root);
  for (const name of ["checkoutA", "checkoutB"]) expect(changes.get(name)).toBeGreaterThan(0.1);
  for (const name of ["searchA", "searchB"]) expect(changes.get(name)).toBeLessThan(-0.1);
});

test("functions of the service by weight are led by those that are known to run most", async () => {
  const { functions, newestSampleUnixNano, processes } = await client.top({ service: SERVICE, type: "cpu", by: "total", limit: 1000 });
  const shown = new Map(functions.map(({ function: name, total }) => [name, total]));
  expect(shown.get("checkoutA")).toBeGreaterThan(shown.get("checkoutB") ?? Infinity);
  expect(shown.get("searchB")).toBeGreaterThan(shown.get("searchA") ?? Infinity);
  expect(BigInt(newestSampleUnixNano ?? 0)).toBeGreaterThan(0n);
  expect(processes).toBe(1);
});
