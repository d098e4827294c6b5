import { expect, test } from "@jest/globals";
import { GroupCommit } from "./group-commit.ts";
import { UnavailableError } from "./unavailable.ts";

/** A store whose commits end when the test says so. */
function gate(options: { maxWaitingBytes?: number; batchBytes?: number; lingerMs?: number } = {}) {
  const commits: { batch: string[]; done: PromiseWithResolvers<void> }[] = [];
  const waiters: (() => void)[] = [];
  const group = new GroupCommit<string[]>({
    open: () => [],
    commit: (batch) => {
      const done = Promise.withResolvers<void>();
      commits.push({ batch, done });
      waiters.shift()?.();
      return done.promise;
    },
    lingerMs: options.lingerMs ?? 1,
    batchBytes: options.batchBytes ?? 1_000,
    maxWaitingBytes: options.maxWaitingBytes ?? 10_000,
  });
  const put = (item: string) => group.add(item.length, (batch) => batch.push(item));
  const nextCommit = () => new Promise<void>((resolve) => waiters.push(resolve));
  return { commits, group, put, nextCommit };
}

test("what is added while a commit runs goes together into the next one", async () => {
  const { commits, put, nextCommit } = gate();
  const began = nextCommit();
  const first = put("a");
  await began;
  const again = nextCommit();
  const others = [put("b"), put("c"), put("d")];
  commits[0]?.done.resolve();
  await first;
  await again;
  commits[1]?.done.resolve();
  await Promise.all(others);
  expect(commits.map(({ batch }) => batch)).toEqual([["a"], ["b", "c", "d"]]);
});

test("add() resolves with what put gave, after the batch is committed", async () => {
  const { commits, put, nextCommit, group } = gate();
  const began = nextCommit();
  const added = put("abc");
  await began;
  expect(group.waitingBytes).toBe(3);
  commits[0]?.done.resolve();
  expect(await added).toBe(1);
  expect(group.waitingBytes).toBe(0);
});

test("a commit that fails fails everyone in its batch and no one else", async () => {
  const { commits, put, nextCommit } = gate();
  const began = nextCommit();
  const failed = Promise.allSettled([put("a"), put("b")]);
  await began;
  const again = nextCommit();
  const next = put("c");
  commits[0]?.done.reject(new Error("no"));
  expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await again;
  commits[1]?.done.resolve();
  await next;
});

test("too much waiting is refused with a time to come back", async () => {
  const { put, commits, nextCommit } = gate({ maxWaitingBytes: 4 });
  const began = nextCommit();
  const first = put("abc");
  await began;
  await expect(put("de")).rejects.toThrow(UnavailableError);
  commits[0]?.done.resolve();
  await first;
});

test("a full batch does not wait for company", async () => {
  const { put, commits, nextCommit } = gate({ lingerMs: 60_000, batchBytes: 3 });
  const began = nextCommit();
  const added = put("abc");
  await began;
  expect(commits[0]?.batch).toEqual(["abc"]);
  commits[0]?.done.resolve();
  await added;
});

test("drain() stores what waits at once and resolves when all is stored", async () => {
  const { put, commits, nextCommit, group } = gate({ lingerMs: 60_000 });
  const began = nextCommit();
  const added = put("abc");
  const drained = group.drain();
  await began;
  commits[0]?.done.resolve();
  await drained;
  await added;
  expect(group.waitingBytes).toBe(0);
});

test("a put that throws leaves nothing waiting and harms no one else", async () => {
  const { put, commits, nextCommit, group } = gate();
  await expect(
    group.add(5, () => {
      throw new Error("bad");
    }),
  ).rejects.toThrow("bad");
  expect(group.waitingBytes).toBe(0);
  const began = nextCommit();
  const added = put("abc");
  await began;
  commits[0]?.done.resolve();
  await added;
});
