import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type ContextOf, type LogContext, logId, type LogRow, parseLogFilter, readLogContext, searchLogs } from "@throughline/query";
import { type ApiClient, createApiClient } from "@throughline/api";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, TestStore } from "./testing/store.ts";

const store = new TestStore();
const DAY = 86_400n * SECOND;
const RANGE = { from: NOW - 7n * DAY, to: NOW + 3_600n * SECOND };
const AT = NOW - 100n * SECOND;
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  await store.insertLogs([
    { time: AT - 5n * DAY, body: "long ago" },
    { time: AT - 60n * SECOND, body: "an hour before" },
    { time: AT - 2n, body: "just before" },
    { time: AT - 1n, body: "of another process", resource: { "process.pid": "2" } },
    { time: AT - 1n, body: "of another service", service: "pay" },
    ...["a", "b", "c", "d", "e"].map((body) => ({ time: AT, body })),
    ...["same", "same", "same"].map((body) => ({ time: AT + 1n, body })),
    { time: AT + 1n, body: "still open", event: "throughline.span.open" },
    { time: AT + 2n, body: "just after" },
    { time: AT + 50n * SECOND, body: "later" },
  ]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});
afterAll(async () => {
  await api?.stop();
  await store.stop();
});
beforeEach(() => void store.takeSql());

const deadline = (): number => performance.now() + 20_000;

async function search(q: string): Promise<readonly LogRow[]> {
  const order = "oldest";
  return (
    await searchLogs(store.run, {
      filter: parseLogFilter(q),
      scope: {},
      traceLimit: 1,
      range: RANGE,
      order,
      limit: 100,
      deadline: deadline(),
    })
  ).rows;
}

async function around(row: LogRow, before: number, after: number, of: ContextOf = "service"): Promise<LogContext> {
  const place = { time: row.timeNano, rank: row.rank };
  const found = await readLogContext(store.run, { place, of, before, after, range: RANGE, deadline: deadline() });
  if (!found) throw new Error("not there");
  return found;
}

const bodies = (rows: readonly { body: unknown }[]) => rows.map(({ body }) => body);

test("the context of a record is what stands next to it in a search of its service, also where several have the same time", async () => {
  const all = await search("service=cart");
  expect(all).toHaveLength(14);
  // Of equal ones each is the first of them: the others stand before it.
  for (const [index, row] of all.entries()) {
    const equal = all.filter((other) => other.rank === row.rank && other.timeNano === row.timeNano).length;
    const first = all.findIndex((other) => other.rank === row.rank && other.timeNano === row.timeNano);
    const { row: found, before, after } = await around(row, 3, 2);
    const place = equal > 1 ? first + equal - 1 : index;
    expect(found).toEqual(row);
    expect(bodies(before)).toEqual(bodies(all.slice(Math.max(0, place - 3), place)));
    expect(bodies(after)).toEqual(bodies(all.slice(place + 1, place + 3)));
  }
});

test("readLogContext() asks by place and service, in both directions", async () => {
  const [row] = await search("body=c");
  store.takeSql();
  await around(row as LogRow, 1, 1);
  const sql = store.takeSql();
  expect(sql).toMatch(/WHERE time = fromUnixTimestamp64Nano\(\{p0:Int64\}, 'UTC'\) AND cityHash64\(.*\) = \{p1:UInt64\}/);
  expect(sql).toMatch(/service = \{p\d+:String\}/);
  expect(sql).toMatch(/dropped_attributes\) <= \{p\d+:UInt64\}\s+ORDER BY timeNano DESC, rank DESC/);
  expect(sql).toMatch(/dropped_attributes\) >= \{p\d+:UInt64\}\s+ORDER BY timeNano ASC, rank ASC/);
});

test("the context may be that of its process, or of everything", async () => {
  const [row] = await search('body=~a.other.service OR body="just before"');
  expect(bodies((await around(row as LogRow, 1, 1, "process")).before)).toEqual(["an hour before"]);
  expect(["a", "b", "c", "d", "e"]).toContain((await around(row as LogRow, 0, 1, "process")).after[0]?.body);
  expect(bodies((await around(row as LogRow, 0, 2, "all")).after).toSorted()).toEqual(["of another process", "of another service"]);
  store.takeSql();
  await around(row as LogRow, 1, 0, "process");
  expect(store.takeSql()).toMatch(/resource = \{p\d+:UInt64\}/);
});

test("an event of the runtime has a context, too, in which it does not stand itself", async () => {
  const [row] = await search("event=throughline.span.open");
  const { row: found, before, after } = await around(row as LogRow, 20, 20);
  expect(found.body).toBe("still open");
  expect(bodies([...before, ...after])).toEqual(bodies(await search("service=cart")));
});

test("a record of a search is found by its id, with five before it of days ago, and none that is not there", async () => {
  const { logs } = await client.logs({ q: "body=later" });
  const { log, before, after, notes } = await client.logContext({ id: logs[0]?.id ?? "", before: 100, after: 5 });
  expect(log).toEqual(logs[0]);
  expect(before).toHaveLength(13);
  expect([before[0]?.body, after, notes]).toEqual(["long ago", [], []]);
  expect((await client.logContext({ id: log.id, before: 0, after: 0 })).before).toEqual([]);

  const [row] = await search("body=later");
  await expect(client.logContext({ id: logId({ timeNano: String(AT + 7n), rank: (row as LogRow).rank }) })).rejects.toMatchObject({
    status: 404,
    code: "not_found",
  });
  for (const id of ["x", "1.2.3", "1.99999999999999999999", "9999999999999999999.1"])
    await expect(client.logContext({ id })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("accepted is the id of a log record"),
    });
  await expect(client.logContext({ id: "1.1", before: -1 })).rejects.toMatchObject({ message: expect.stringContaining("from 0 to 1000") });
});

test("the context stays the same while records arrive elsewhere", async () => {
  const { logs } = await client.logs({ q: "body=c" });
  const ask = async () => client.logContext({ id: logs[0]?.id ?? "", before: 4, after: 4 });
  const before = await ask();
  await store.insertLogs([
    { time: AT + 51n * SECOND, body: "newer" },
    { time: AT - 6n * DAY, body: "older" },
    { time: AT, body: "elsewhere", service: "pay" },
  ]);
  expect(await ask()).toEqual(before);
});
