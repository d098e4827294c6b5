import { expect, test } from "@jest/globals";
import { fieldOfTime, timeOfField } from "./time-field.ts";

test.each(["UTC", "local"] as const)("a time to the second goes into a field and comes back, in the zone %s", (zone) => {
  for (const time of [1_795_653_559_000_000_000n, 1_780_000_000_000_000_000n])
    expect(timeOfField(fieldOfTime(time, zone), zone)).toBe(time);
});

test("what is no time is none", () => {
  expect(timeOfField("", "UTC")).toBeUndefined();
  expect(timeOfField("2026-13-01T00:00", "local")).toBeUndefined();
});
