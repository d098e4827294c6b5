import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Log } from "@throughline/api";
import { logs, sendJson } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";

let throughline: Throughline;

beforeAll(async () => {
  throughline = await Throughline.start();
});
afterAll(() => throughline.stop());

const BEGIN = BigInt(Date.now()) * 1_000_000n - 600_000_000_000n;
const STEP = 1_000_000n;
/** Times of which a good many records have the same. */
const timeOf = (number: number): string => String(BEGIN + BigInt(Math.floor(number / 7)) * STEP);

async function send(service: string, bodies: readonly (readonly [body: string, time: string])[]): Promise<void> {
  const records = bodies.map(([body, timeUnixNano]) => ({ timeUnixNano, body: { stringValue: body } }));
  expect(await sendJson(throughline.otlpHttp, "logs", logs(service, records))).toMatchObject({ status: 200 });
}

test.each(["newest", "oldest"] as const)(
  "pages, %s first, have each record once that was there at the first, while others arrive everywhere",
  async (order) => {
    const service = `paging-${order}`;
    const there = Array.from({ length: 700 }, (_, number) => `there ${number}`);
    await send(
      service,
      there.map((body, number) => [body, timeOf(number)]),
    );
    await throughline.settled();

    const found: Log[] = [];
    let sent = 0;
    let cursor: string | undefined;
    for (let page = 1; page === 1 || cursor !== undefined; page++) {
      // The range is relative to now: it is the first page's all the same.
      const { logs: list, next } = await throughline.client.logs({
        service,
        order,
        limit: 23,
        start: "-1h",
        ...(cursor !== undefined && { cursor }),
      });
      found.push(...list);
      cursor = next ?? undefined;
      // Among the same times, before all of them and after all of them. Fewer than a page holds, or it would never end.
      const late = Array.from({ length: 9 }, (_, index) => sent + index);
      await send(
        service,
        late.map((number) => [`late ${number}`, timeOf(((number * 37) % 900) - 100)]),
      );
      sent += late.length;
      if (page % 12 === 0) await throughline.settled();
    }

    const bodies = found.map(({ body }) => String(body));
    expect(bodies.filter((body) => body.startsWith("there")).toSorted()).toEqual(there.toSorted());
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(bodies.length).toBeGreaterThan(there.length);
    const times = found.map(({ timeUnixNano }) => BigInt(timeUnixNano));
    expect(times).toEqual(times.toSorted((a, b) => (order === "newest" ? (a < b ? 1 : -1) : a < b ? -1 : 1)));

    // Of those that came meanwhile, what is ahead of a page's edge comes too: nothing is left out once the sender is still.
    await throughline.settled();
    const all = await readAll(service, order);
    expect(all).toHaveLength(there.length + sent);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  },
);

async function readAll(service: string, order: "newest" | "oldest"): Promise<Log[]> {
  const found: Log[] = [];
  let cursor: string | undefined;
  do {
    const page = await throughline.client.logs({ service, order, limit: 97, ...(cursor !== undefined && { cursor }) });
    found.push(...page.logs);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

test("records that are equal in everything come as often as they were sent", async () => {
  // Not one after another: a request that is repeated is taken once.
  const same = { timeUnixNano: timeOf(0), body: { stringValue: "the same" } };
  expect(
    await sendJson(
      throughline.otlpHttp,
      "logs",
      logs(
        "equal",
        Array.from({ length: 10 }, () => same),
      ),
    ),
  ).toMatchObject({ status: 200 });
  await throughline.settled();
  let cursor: string | undefined;
  let count = 0;
  do {
    const page = await throughline.client.logs({ service: "equal", limit: 3, ...(cursor !== undefined && { cursor }) });
    count += page.logs.length;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(count).toBe(10);
});
