import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { closeWhenIdle } from "./idle-connections.ts";

/** More than the kernel holds for a client that does not read. */
const LONG = "x".repeat(30_000_000);
/** Longer than the tests may take: what Node would do by itself does not happen. */
const KEEP_ALIVE_MS = 600_000;

let server: Server;
let clients: Socket[];
let answer: () => void;

beforeEach(async () => {
  clients = [];
  server = createServer((request, response) => {
    answer = () => response.end(request.url === "/long" ? LONG : "short");
    if (request.url !== "/later") answer();
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  closeWhenIdle(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(() => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
});

/** A client that has asked for a path, or for nothing. */
async function connected(path?: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  clients.push(socket);
  const accepted = once(server, path === undefined ? "connection" : "request");
  if (path !== undefined) socket.write(`GET ${path} HTTP/1.1\r\nhost: test\r\n\r\n`);
  await accepted;
  return socket;
}

/** All that comes until the server ends the connection. */
async function read(socket: Socket): Promise<string> {
  return Buffer.concat(await socket.toArray()).toString();
}

describe("closeWhenIdle()", () => {
  test("gives a slow client all of an answer whose text is out of our hands", async () => {
    const slow = await connected("/long");
    const closed = once(server, "close");
    server.close();
    expect((await read(slow)).endsWith(`\r\n\r\n${LONG}`)).toBe(true);
    await closed;
  });

  test("closes what is idle at once, whether it has asked before or not", async () => {
    const asked = await connected("/");
    const [head] = (await once(asked, "data")) as [Buffer];
    expect(head.toString()).toContain("short");
    const silent = await connected();
    const closed = once(server, "close");
    server.close();
    expect([await read(asked), await read(silent)]).toEqual(["", ""]);
    await closed;
  });

  test("closes a connection whose answer was under way once it is out", async () => {
    const waiting = await connected("/later");
    const closed = once(server, "close");
    server.close();
    answer();
    expect(await read(waiting)).toContain("short");
    await closed;
  });
});
