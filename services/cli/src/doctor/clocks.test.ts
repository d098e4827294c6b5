import { expect, test } from "@jest/globals";
import { clocksFinding } from "./clocks.ts";

test("clocksFinding() takes what no timeline shows for agreement", () => {
  expect(clocksFinding({ collector: 1_900, ClickHouse: -1_900 })).toEqual({
    state: "ok",
    text: "those of collector, ClickHouse and of this machine agree within 2 s",
  });
});

test("clocksFinding() warns of a clock by which timelines are wrong, and names it", () => {
  expect(clocksFinding({ collector: 0, ClickHouse: -90_000 })).toMatchObject({
    state: "warning",
    text: expect.stringContaining("ClickHouse 90.0 s behind"),
  });
});

test("clocksFinding() fails where what is sent would be rejected", () => {
  expect(clocksFinding({ collector: 4_000_000, ClickHouse: 3_000 })).toMatchObject({
    state: "failed",
    text: expect.stringMatching(/^collector 4000\.0 s ahead, ClickHouse 3\.0 s ahead of this machine/),
    advice: expect.stringContaining("NTP"),
  });
});
