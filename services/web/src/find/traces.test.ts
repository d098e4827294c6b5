import { expect, test } from "@jest/globals";
import { summary } from "./testing/summary.ts";
import { limitOf, togetherOf } from "./traces.ts";

test("the URL says how many traces are wanted, within what the server gives", () => {
  expect([undefined, "200", "0", "99999", "5000", "-3", "1e3"].map(limitOf)).toEqual([50, 200, 1, 50, 1000, 50, 50]);
});

test("pages are one list: a trace in two of them comes once, as does a kind of note", () => {
  const note = { code: "before_retention", message: "…" } as const;
  const pages = ["a", "b"].map((traceId) => ({ traces: [summary({ traceId }), summary({ traceId: "c" })], next: null, notes: [note] }));
  const { traces, notes } = togetherOf(pages, 0n);
  expect([traces.map(({ traceId }) => traceId), notes]).toEqual([["a", "c", "b"], [note]]);
});

test("a trace that has not ended is as long as it is old, the others as they were", () => {
  const [open, ended, ahead] = [
    summary({ traceId: "open", startTimeUnixNano: "1000", durationNano: "10", openCount: 1 }),
    summary({ traceId: "ended", startTimeUnixNano: "1000", durationNano: "10" }),
    summary({ traceId: "ahead", startTimeUnixNano: "9000", durationNano: "10", openCount: 1 }),
  ];
  const { traces } = togetherOf([{ traces: [open, ended, ahead], next: null, notes: [] }], 5_000n);
  expect(traces.map(({ durationNano }) => durationNano)).toEqual(["4000", "10", "10"]);
});
