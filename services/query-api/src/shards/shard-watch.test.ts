import { expect, test } from "@jest/globals";
import { ClickHouseError } from "@throughline/clickhouse";
import { ShardWatch } from "./shard-watch.ts";

/** A cluster in which nobody can say how many shards answer. */
const silent = () => new ShardWatch({ query: () => Promise.reject(new Error("The user aborted a request.")) }, "c");

test("an answer that lacks a shard is given where nobody can say how many are away", async () => {
  expect(await silent().note()).toEqual({
    code: "shard_unreachable",
    message: "A shard cannot be reached: what is stored there is missing",
  });
});

test("ask() asks of all first, then without those that are away, and of those alone for a while", async () => {
  const watch = silent();
  const asked: boolean[] = [];
  let partial = 0;
  const ask = async (settings: object) => {
    const skips = "skip_unavailable_shards" in settings;
    asked.push(skips);
    if (!skips) throw new ClickHouseError({ message: "Timeout exceeded", code: "209" });
    return "rows";
  };
  expect(await watch.ask(ask, () => partial++)).toBe("rows");
  expect(await watch.ask(ask, () => partial++)).toBe("rows");
  expect(asked).toEqual([false, true, true]);
  expect(partial).toBe(2);
});

test("what was stopped while a shard was found away lacks it", async () => {
  const watch = silent();
  let partial = 0;
  const stopped = watch.ask(
    async () => {
      await watch.ask(
        (settings) =>
          "skip_unavailable_shards" in settings
            ? Promise.resolve("rows")
            : Promise.reject(new ClickHouseError({ message: "", code: "279" })),
        () => {},
      );
      throw new Error("stopped");
    },
    () => partial++,
  );
  await expect(stopped).rejects.toThrow("stopped");
  expect(partial).toBe(1);
});
