import { expect, test } from "@jest/globals";
import { RecentHashes } from "./recent-hashes.ts";

const NOW = 1_795_000_000;
const HOUR = 3_600;

test("RecentHashes sends a hash once, and again after twelve hours", () => {
  const recent = new RecentHashes();
  expect([recent.send(1, 2, NOW), recent.send(1, 2, NOW + 1), recent.send(2, 1, NOW), recent.send(1, 2, NOW + 12 * HOUR)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([recent.send(1, 2, NOW + 13 * HOUR), recent.send(1, 2, NOW + 24 * HOUR)]).toEqual([true, false]);
});

test("RecentHashes remembers thousands, and no more than a million", () => {
  const recent = new RecentHashes();
  for (let index = 0; index < 100_000; index++) recent.send(index, index ^ 0x5555, NOW);
  let again = 0;
  for (let index = 0; index < 100_000; index++) if (recent.send(index, index ^ 0x5555, NOW)) again++;
  expect(again).toBe(0);
  for (let index = 0; index < 1_100_000; index++) recent.send(index, -index, NOW);
  expect(recent.send(0, 0, NOW)).toBe(true);
});
