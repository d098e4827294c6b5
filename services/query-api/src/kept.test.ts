import { afterEach, expect, jest, test } from "@jest/globals";
import type { QueryOptions } from "@throughline/clickhouse";
import { Kept } from "./kept.ts";

const DAY = 86_400;
const RETENTION = { traces: 7 * DAY, logs: 7 * DAY, profiles: 7 * DAY };

let kept: Kept | undefined;

afterEach(() => {
  kept?.stop();
  jest.useRealTimers();
});

test("what was removed is known while a shard is away, and is not forgotten with the shard that told", async () => {
  jest.useFakeTimers();
  const answers = [
    { days: "1", newest: 20_000 },
    { days: "0", newest: 0 },
    { days: "1", newest: 19_000 },
  ];
  const query = async <Row>(_sql: string, { settings }: QueryOptions = {}): Promise<Row[]> => {
    if (settings?.skip_unavailable_shards !== 1) throw new Error("All connection tries failed");
    return answers.splice(0, 1) as Row[];
  };
  kept = new Kept(RETENTION, { query });
  kept.start();
  await jest.advanceTimersByTimeAsync(31_000);
  expect(answers).toEqual([]);
  expect(kept.removedBefore).toBe(20_001n * 86_400_000_000_000n);
});
