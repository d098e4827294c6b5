import { expect, test } from "@jest/globals";
import { grownEnd, grownLength } from "./grown.ts";
import { actionWith, open, partOf } from "./testing/action-fixture.ts";

test("an open span grows with the clock until two reports are due, others do not", () => {
  const state = { state: "open", reportedUnixNano: "1", nextReportNano: "5000000000", lastWords: null } as const;
  const action = actionWith([
    { spanId: "open", at: [0, 5_000], open: state },
    { spanId: "lost", at: [0, 5_000], open: open("lost") },
    { spanId: "ended", at: [0, 5_000] },
  ]);
  const ends = (now: number) => ["open", "lost", "ended"].map((id) => grownEnd(partOf(action, id), now) / 1e9);
  expect(ends(7e9)).toEqual([7, 5, 5]);
  expect(ends(1e9)).toEqual([5, 5, 5]);
  expect(ends(3_600e9)).toEqual([15, 5, 5]);
  expect([1e9, 7e9].map((now) => grownLength(action, now) / 1e9)).toEqual([5, 7]);
});
