import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "@jest/globals";
import { streamEvents } from "./event-stream.ts";
import type { TailItem } from "./tail-reader.ts";

const QUICK = { pause: 1, beat: 5 };
const item = (data: unknown): TailItem => ({ event: "log", data });

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A stream of what `read` brings, and how it is ended. */
async function stream(
  read: () => Promise<readonly TailItem[]>,
): Promise<{ response: IncomingMessage; end: AbortController; ended: Promise<void>; failures: unknown[] }> {
  const end = new AbortController();
  const failures: unknown[] = [];
  let ended: Promise<void> = Promise.resolve();
  server = createServer((_, response: ServerResponse) => {
    response.once("close", () => end.abort());
    ended = streamEvents(response, read, end.signal, (error) => failures.push(error), QUICK);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const [response] = (await once(get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), "response")) as [IncomingMessage];
  return { response, end, ended, failures };
}

test("streamEvents() sends what is read as events, and comments while there is nothing", async () => {
  const looks = [[item({ a: "1\n2" })], [], [item(2), { event: "span" as const, data: 3 }]];
  let reads = 0;
  const { response, end } = await stream(async () => looks[reads++] ?? (reads > 1_000 && end.abort(), []));
  const body = await text(response);
  expect(body.startsWith(': throughline live tail\n\nevent: log\ndata: {"a":"1\\n2"}\n\n')).toBe(true);
  expect(body).toContain("event: log\ndata: 2\n\nevent: span\ndata: 3\n\n:\n\n:\n\n");
});

test("streamEvents() says once that nothing can be read, goes on, and says it again when it happens again", async () => {
  const looks = ["fails", "fails", [item("back")], "fails", [item("end")]];
  let reads = 0;
  const { response, end, failures } = await stream(async () => {
    const look = looks[reads++];
    if (look === "fails") throw new Error("ClickHouse is away");
    if (look === undefined) end.abort();
    return (look as TailItem[] | undefined) ?? [];
  });
  const events = (await text(response)).split("\n\n").filter((event) => event.startsWith("event"));
  expect(events.map((event) => /event: (\w+)/.exec(event)?.[1])).toEqual(["note", "log", "note", "log"]);
  expect(events[0]).toContain('"code":"tail_behind"');
  expect(events[0]).toContain('"leftOut":{"logs":0,"spans":0}');
  expect(failures).toEqual([new Error("ClickHouse is away"), new Error("ClickHouse is away")]);
});

test("streamEvents() reads nothing more until a slow client has taken what was sent, and ends when it goes", async () => {
  let reads = 0;
  const { response, ended } = await stream(async () => {
    reads++;
    return [item("x".repeat(16 * 1024 * 1024))];
  });
  await once(response, "readable");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(reads).toBe(1);
  response.destroy();
  await ended;
  expect(reads).toBe(1);
});
