import { expect, test } from "@jest/globals";
import { isCorrelationId } from "@throughline/model";
import { uuidv7 } from "./uuidv7.ts";

test("uuidv7() holds the time, the version and the variant of RFC 9562", () => {
  // The time of the RFC's own example, 2022-02-22T19:22:22Z.
  expect(uuidv7(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("uuidv7() makes correlation IDs that differ and sort by time", () => {
  const ids = [1000, 2000, 3000].map((now) => uuidv7(now));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1000))).size).toBe(1000);
  expect(ids.every(isCorrelationId)).toBe(true);
});
