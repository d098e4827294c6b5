import { expect, test } from "@jest/globals";
import { retry } from "./retry.ts";

const quick = { forMs: 60_000, firstPauseMs: 1, maxPauseMs: 2, isPermanent: () => false };

test("retry() repeats until the work succeeds", async () => {
  let attempts = 0;
  const result = await retry(async () => {
    attempts++;
    if (attempts < 4) throw new Error("not yet");
    return attempts;
  }, quick);
  expect(result).toBe(4);
});

test("retry() does not repeat what would fail again", async () => {
  let attempts = 0;
  const work = async () => {
    attempts++;
    throw new Error("bad");
  };
  await expect(retry(work, { ...quick, isPermanent: () => true })).rejects.toThrow("bad");
  expect(attempts).toBe(1);
});

test("retry() gives the last error when time is up", async () => {
  let attempts = 0;
  const work = async () => {
    attempts++;
    throw new Error(`attempt ${attempts}`);
  };
  await expect(retry(work, { ...quick, forMs: 20 })).rejects.toThrow(/attempt/);
  expect(attempts).toBeGreaterThan(1);
});
