import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "../../index.ts";
import { apiOn } from "../../testing/api-on.ts";
import { decodeGo, type GoType } from "../../testing/go-json.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../../testing/store.ts";

const MINUTE = 60n * SECOND;
/** Two whole minutes ago, so that nothing falls between two steps. */
const START = NOW - (NOW % MINUTE) - 2n * MINUTE;

/** What Grafana's Jaeger data source decodes dependencies into. */
const DEPENDENCIES: GoType = {
  struct: {
    data: { list: { struct: { parent: "string", child: "string", callCount: "int" } } },
    errors: { list: { struct: { code: "int", msg: "string" } } },
  },
};

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans(
    Array.from({ length: 12 }, (_, index) => [
      { traceId: traceId(index + 1), spanId: spanId(2 * index + 1), time: START, service: "gateway", name: "GET /", duration: 20_000_000n },
      {
        traceId: traceId(index + 1),
        spanId: spanId(2 * index + 2),
        parentId: spanId(2 * index + 1),
        time: START + SECOND,
        service: "cart",
        name: index < 9 ? "read" : "write",
        status: index === 0 ? "error" : "unset",
        duration: index < 9 ? 10_000_000n : 100_000_000n,
      },
    ]).flat(),
  );
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function get(path: string): Promise<unknown> {
  const response = await fetch(`${api.url}/jaeger/api${path}`);
  const json = await response.json();
  expect([path, response.status, json]).toEqual([path, 200, expect.anything()]);
  return json;
}

test("/api/dependencies says which services called which, in the time that is asked for", async () => {
  const endTs = String(NOW / 1_000_000n);
  for (const path of ["/dependencies", `/dependencies?endTs=${endTs}&lookback=604800000`]) {
    const json = await get(path);
    decodeGo(DEPENDENCIES, json, "encoding/json");
    expect(json).toMatchObject({ data: [{ parent: "gateway", child: "cart", callCount: 12 }], errors: null });
  }
  expect(await get(`/dependencies?endTs=${endTs}&lookback=1000`)).toMatchObject({ data: [] });
});

const timestamp = new Date(Number(START / 1_000_000n)).toISOString();
const metricsOf = async (path: string) =>
  (await get(`/metrics/${path}`)) as { name: string; type: string; metrics: { metricPoints: { gaugeValue: { doubleValue: number } }[] }[] };

test("/api/metrics/calls gives calls a second of services, however jaeger-ui joins their names", async () => {
  const perSecond = (service: string) => ({
    labels: [{ name: "service_name", value: service }],
    metricPoints: [{ gaugeValue: { doubleValue: 12 / 60 }, timestamp }],
  });
  for (const services of ["service=cart,service=gateway", "service=cart&service=gateway"])
    expect(await metricsOf(`calls?${services}&step=60000&lookback=3600000&ratePer=600000&spanKind=server`)).toMatchObject({
      name: "service_call_rate",
      type: "GAUGE",
      metrics: [perSecond("cart"), perSecond("gateway")],
    });
  expect((await metricsOf("calls?service=cart&spanKind=SPAN_KIND_CLIENT")).metrics).toEqual([]);
});

test("/api/metrics/errors gives the share of calls that failed, by operation on request", async () => {
  expect(await metricsOf("errors?service=cart&groupByOperation=true")).toMatchObject({
    name: "service_operation_error_rate",
    metrics: [
      {
        labels: [
          { name: "operation", value: "read" },
          { name: "service_name", value: "cart" },
        ],
        metricPoints: [{ gaugeValue: { doubleValue: 1 / 9 } }],
      },
      {
        labels: [
          { name: "operation", value: "write" },
          { name: "service_name", value: "cart" },
        ],
        metricPoints: [{ gaugeValue: { doubleValue: 0 } }],
      },
    ],
  });
});

test.each([
  ["0.5", 10],
  ["0.75", 10],
  ["0.95", 100],
])("/api/metrics/latencies gives the quantile %s in milliseconds", async (quantile, expected) => {
  const { metrics } = await metricsOf(`latencies?service=cart&quantile=${quantile}`);
  expect((metrics[0]?.metricPoints[0]?.gaugeValue.doubleValue ?? 0) / expected).toBeCloseTo(1, 0);
});

test.each([
  ["calls", "service"],
  ["calls?service=cart&spanKind=upper", "spanKind"],
  ["latencies?service=cart&quantile=95", "quantile"],
  ["calls?service=cart&step=often", "step"],
])("/api/metrics/%s is 400 and names the parameter", async (path, name) => {
  const response = await fetch(`${api.url}/jaeger/api/metrics/${path}`);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ code: 400, msg: expect.stringContaining(`"${name}"`) }] },
  ]);
});

test("/api/metrics is 400 rather than without some operations, and says what to ask instead", async () => {
  // 101 operations in each of 1000 minutes of yesterday.
  await store.clickhouse.command(
    `INSERT INTO red (minute, service, name, kind, calls) SELECT toDateTime({first:UInt32}, 'UTC') + 60 * intDiv(number, 101), 'wide', toString(number % 101), 'server', 1 FROM numbers(101000)`,
    { params: { first: Number(START / SECOND) - 86_400 } },
  );
  const path = `calls?service=wide&groupByOperation=true&lookback=172800000`;
  const response = await fetch(`${api.url}/jaeger/api/metrics/${path}&step=60000`);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ code: 400, msg: expect.stringContaining("a longer step, a shorter lookback or one service") }] },
  ]);
  expect((await metricsOf(`${path}&step=3600000`)).metrics).toHaveLength(101);
});
