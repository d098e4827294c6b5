import { afterEach, expect, test } from "@jest/globals";
import { pauseAfter, Probe, type ProbeOptions } from "./probe.ts";
import type { FoundProbe, ProbeItem } from "./probe-item.ts";

let probe: Probe;
afterEach(() => probe.stop());

/** How the first so many probes end, where `found` is what is seen of each, look by look; the last stays. */
async function endsOf(
  count: number,
  found: readonly (FoundProbe | Error)[],
  options: Partial<ProbeOptions> = {},
): Promise<(string | undefined)[]> {
  const looks = new Map<ProbeItem, number>();
  const ends: (string | undefined)[] = [];
  await new Promise<void>((resolve) => {
    probe = new Probe({
      intervalMs: 1,
      patienceMs: 250,
      write: async () => {},
      async find(item) {
        const look = looks.get(item) ?? 0;
        looks.set(item, look + 1);
        const seen = found[Math.min(look, found.length - 1)];
        if (seen instanceof Error) throw seen;
        return seen as FoundProbe;
      },
      onEnd(problem) {
        ends.push(problem);
        if (ends.length === count) resolve();
      },
      ...options,
    });
    probe.start();
  });
  return ends.slice(0, count);
}

const NOTHING = { equal: 0, different: 0 };

test("a record that is there at a second look is well, and the next is probed", async () => {
  expect(await endsOf(2, [NOTHING, { equal: 1, different: 0 }])).toEqual([undefined, undefined]);
  expect(probe.last).toEqual({ problem: undefined, seconds: expect.any(Number) });
});

test("a record that never comes is a failure, with the reason where reading fails", async () => {
  expect(await endsOf(1, [NOTHING])).toEqual(["it was not there after 0.25 s"]);
  expect(probe.last?.problem).toBe("it was not there after 0.25 s");
  await probe.stop();
  expect(await endsOf(1, [new Error("connect ECONNREFUSED")])).toEqual(["it was not there after 0.25 s: connect ECONNREFUSED"]);
});

test("one that cannot be written, comes twice or comes changed is a failure", async () => {
  const write = async () => {
    throw new Error("the queue is full");
  };
  expect(await endsOf(1, [NOTHING], { write })).toEqual(["it could not be written: the queue is full"]);
  await probe.stop();
  expect(await endsOf(1, [NOTHING], { write: () => new Promise(() => {}) })).toEqual([
    "it could not be written: it took longer than 0.25 s",
  ]);
  await probe.stop();
  expect(await endsOf(1, [{ equal: 2, different: 0 }])).toEqual(["it is stored 2 times"]);
  await probe.stop();
  expect(await endsOf(1, [{ equal: 0, different: 1 }])).toEqual(["what was read is not what was written"]);
});

test("after one that failed the next comes soon, so that what is well again is not ill for a whole interval", () => {
  expect(pauseAfter("away", 10_000, 60_000)).toBe(5_000);
  expect(pauseAfter("away", 10_000, 1_000)).toBe(1_000);
  expect(pauseAfter(undefined, 300, 60_000)).toBe(59_700);
  expect(pauseAfter(undefined, 70_000, 60_000)).toBe(0);
});

test("a record that cannot be read for a while and is there then is well", async () => {
  expect(await endsOf(1, [new Error("away"), { equal: 1, different: 0 }])).toEqual([undefined]);
});

test("one that is cut off by a stop is not counted", async () => {
  const ends: unknown[] = [];
  const searched = Promise.withResolvers<void>();
  probe = new Probe({
    intervalMs: 1,
    patienceMs: 60_000,
    write: async () => {},
    async find() {
      searched.resolve();
      return NOTHING;
    },
    onEnd: (problem) => ends.push(problem),
  });
  probe.start();
  await searched.promise;
  await probe.stop();
  expect(ends).toEqual([]);
  expect(probe.last).toBeUndefined();
});
