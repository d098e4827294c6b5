import { expect, test } from "@jest/globals";
import { summary } from "./testing/summary.ts";
import { limitOf, togetherOf } from "./traces.ts";

test("the URL says how many traces are wanted, within what the server gives", () => {
  expect([undefined, "200", "0", "99999", "5000", "-3", "1e3"].map(limitOf)).toEqual([50, 200, 1, 50, 1000, 50, 50]);
});

test("pages are one list: a trace in two of them comes once, as does a kind of note", () => {
  const note = { code: "before_retention", message: "…" } as const;
  const pages = ["a", "b"].map((traceId) => ({ traces: [summary({ traceId }), summary({ traceId: "c" })], next: null, notes: [note] }));
  const { traces, notes } = togetherOf(pages);
  expect([traces.map(({ traceId }) => traceId), notes]).toEqual([["a", "c", "b"], [note]]);
});
