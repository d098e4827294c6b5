import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { afterEach, expect, test } from "@jest/globals";
import { Servers } from "./servers.ts";

const started: Server[] = [];
let servers: Servers | undefined;

afterEach(async () => {
  await servers?.close();
  for (const server of started.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A cluster of two that answer so; `at` is which. */
async function clusterOf(answer: (at: number) => RequestListener): Promise<Servers> {
  const urls = await Promise.all(
    [0, 1].map(async (at) => {
      const server = createServer(answer(at));
      started.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  servers = new Servers(
    urls.map((url) => ({ url, client: createClient({ url, log: { level: ClickHouseLogLevel.OFF } }) })),
    { everyMs: 20, patienceMs: 300 },
  );
  return servers;
}

async function ask(client: ClickHouseClient, signal?: AbortSignal): Promise<unknown> {
  const result = await client.query({ query: "SELECT 1", format: "JSONEachRow", ...(signal && { abort_signal: signal }) });
  return result.json();
}

test("what was asked of a server that hangs is asked of the next", async () => {
  let hanging: number | undefined;
  const cluster = await clusterOf((at) => ({ url }, response) => {
    if (url !== "/ping") hanging ??= at;
    if (hanging !== at) response.end('{"a":1}\n');
  });
  await expect(cluster.run(ask)).resolves.toEqual([{ a: 1 }]);
});

test("where every server hangs, that is what is said", async () => {
  const cluster = await clusterOf(() => () => {});
  await expect(cluster.run(ask)).rejects.toThrow("Timeout error: the server does not answer");
});

test("a query whose time is over does not change the server in use: it may have been the query", async () => {
  const asked: number[] = [];
  const cluster = await clusterOf((at) => ({ url }, response) => {
    if (url === "/ping" || asked.push(at) > 1) response.end('{"a":1}\n');
  });
  await expect(cluster.run(ask, AbortSignal.timeout(50))).rejects.toThrow("aborted");
  await cluster.run(ask);
  expect(asked).toEqual([asked[0], asked[0]]);
});
