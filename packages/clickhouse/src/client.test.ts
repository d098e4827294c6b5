import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { ClickHouse } from "./client.ts";

const started: { server: Server; clickhouse: ClickHouse }[] = [];

afterEach(async () => {
  for (const { server, clickhouse } of started.splice(0)) {
    await clickhouse.close();
    server.closeAllConnections();
    server.close();
  }
});

/** A client of a server that answers so. */
async function clientOf(answer: RequestListener): Promise<ClickHouse> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clickhouse = new ClickHouse({ url, username: "u", password: "p", database: "d" });
  started.push({ server, clickhouse });
  return clickhouse;
}

test("query() asks once more where the connection was cut without an answer", async () => {
  let asked = 0;
  const clickhouse = await clientOf(({ socket }, response) => (++asked === 1 ? socket.destroy() : response.end('{"a":1}\n')));
  await expect(clickhouse.query("SELECT 1 AS a")).resolves.toEqual([{ a: 1 }]);
  expect(asked).toBe(2);
});

test("query() throws when the connection is cut again", async () => {
  let asked = 0;
  const clickhouse = await clientOf(({ socket }) => {
    asked++;
    socket.destroy();
  });
  await expect(clickhouse.query("SELECT 1")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(asked).toBe(2);
});

test("query() does not ask again for who no longer waits", async () => {
  let asked = 0;
  const end = new AbortController();
  const clickhouse = await clientOf(({ socket }) => {
    asked++;
    end.abort();
    socket.destroy();
  });
  await expect(clickhouse.query("SELECT 1", { signal: end.signal })).rejects.toBeInstanceOf(Error);
  expect(asked).toBe(1);
});

test("a statement that may change something is never sent twice", async () => {
  let asked = 0;
  const clickhouse = await clientOf(({ socket }) => {
    asked++;
    socket.destroy();
  });
  await expect(clickhouse.command("OPTIMIZE TABLE a")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(asked).toBe(1);
});
