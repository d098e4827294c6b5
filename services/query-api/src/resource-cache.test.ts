import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sameRetention } from "@throughline/model";
import { createQueryApi, type QueryApi } from "./query-api.ts";
import { spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
let first: QueryApi;
let second: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([{ traceId: traceId(1), spanId: spanId(1), resource: { "host.name": "eu-1" } }]);
  await store.insertLogs([{ traceId: traceId(1), spanId: spanId(1), resource: { "host.name": "eu-1" } }]);
  [first, second] = [queryApi(), queryApi()];
  await Promise.all([first.start(), second.start()]);
});

afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await store.stop();
});

function queryApi(): QueryApi {
  const retention = sameRetention(604_800);
  return createQueryApi({ host: "127.0.0.1", port: 0, clickhouse: store.options, retention, tokens: [] });
}

/** The resource as it is shown by all ways that show it. */
async function shown({ url }: QueryApi): Promise<unknown[]> {
  const get = async (path: string) => (await fetch(url + path)).json();
  const trace = (await get(`/api/v1/traces/${traceId(1)}`)) as Record<"spans" | "logs", { resource: unknown }[]>;
  const { logs } = (await get(`/api/v1/logs?traceId=${traceId(1)}`)) as { logs: { resource: unknown }[] };
  return [...trace.spans, ...trace.logs, ...logs].map(({ resource }) => resource);
}

test("a query API remembers resources that it has shown, and shares them with no other in its process", async () => {
  const resource = { "service.name": "cart", "host.name": "eu-1" };
  expect(await shown(first)).toEqual([resource, resource, resource]);
  await store.clickhouse.command("TRUNCATE TABLE resources");
  expect(await shown(first)).toEqual([resource, resource, resource]);
  expect(await shown(second)).toEqual([{}, {}, {}]);
});
