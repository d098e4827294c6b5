import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DEFAULT_BOUNDS } from "./config.ts";
import { runner } from "./runner.ts";
import { TestStore } from "./testing/store.ts";

const store = new TestStore();

beforeAll(() => store.start());
afterAll(() => store.stop());

/** Waits until as many queries run whose text holds this. */
async function untilRunning(count: number, marker: string): Promise<void> {
  for (;;) {
    const running = await store.clickhouse.query<{ query: string }>("SELECT query FROM system.processes");
    if (running.filter(({ query }) => query.includes(marker)).length === count) return;
  }
}

test("a query whose client goes away is cancelled in ClickHouse", async () => {
  const gone = new AbortController();
  const run = runner(store.clickhouse, { ...DEFAULT_BOUNDS, querySeconds: 600 }, gone.signal);
  const answer = run({ sql: "SELECT sum(number) AS endless FROM system.numbers", params: {} });
  answer.catch(() => {}); // it is awaited below
  await untilRunning(1, "AS endless");
  gone.abort();
  await expect(answer).rejects.toThrow("aborted");
  await untilRunning(0, "AS endless");
});
