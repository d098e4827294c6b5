import { expect, test } from "@jest/globals";
import { nearest } from "./nearest.ts";

const WORDS = ["duration", "name", "status", "statusMessage", "kind"];

test.each([
  ["duratoin", "duration"],
  ["statuss", "status"],
  ["Kind", "kind"],
  ["statusMsage", "statusMessage"],
  ["nmae", "name"],
  ["service", undefined],
  ["na", undefined],
  ["", undefined],
])("nearest() takes %s for %s", (word, meant) => {
  expect(nearest(word, WORDS)).toBe(meant);
});
