import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "@jest/globals";
import { GatedServers } from "./testing/gated.ts";

const asked: (string | null)[] = [];
/** In place of ClickHouse, something that only notes how it is asked: ClickHouse itself does not tell. */
const listener = createServer(({ url = "" }, response) => {
  asked.push(new URL(url, "http://localhost").searchParams.get("readonly"));
  response.destroy();
});
const servers = new GatedServers();

afterAll(async () => {
  await servers.stop();
  listener.close();
});

test("whatever is asked, ClickHouse is told to change nothing", async () => {
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const { url } = await servers.start({ clickhouse: { url: `http://127.0.0.1:${port}`, username: "", password: "", database: "x" } });
  for (const path of [
    "/ready",
    "/api/v1/services",
    "/api/v1/traces?q={}",
    "/api/v1/logs?q=a",
    "/api/v1/metrics?q={}|rate()",
    "/api/v1/flamegraph?service=a",
    "/api/v1/storage",
    "/jaeger/api/services",
    "/tempo/api/search",
  ]) {
    const before = asked.length;
    await fetch(url + path);
    expect([path, asked.length > before]).toEqual([path, true]);
  }
  expect(new Set(asked)).toEqual(new Set(["2"]));
});
