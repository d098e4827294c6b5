import { expect, test } from "@jest/globals";
import { mayGrow, refetchAfter } from "./live.ts";
import { logOf, open, spanOf } from "./testing/action-fixture.ts";

const START = 1_795_653_559_521_000_123n;
const after = (seconds: number) => START + BigInt(seconds) * 1_000_000_000n;

test("an action may grow for a minute after the last that was heard of it, and as long as a span is open", () => {
  const action = { spans: [spanOf({ spanId: "a", at: [0, 10_000] })], logs: [logOf(20_000)] };
  expect([5, 79, 81].map((seconds) => mayGrow(action, after(seconds)))).toEqual([true, true, false]);
  expect(mayGrow({ spans: [spanOf({ spanId: "a", at: [0, 1], open: open("open") })], logs: [] }, after(9_999))).toBe(true);
  expect(mayGrow({ spans: [spanOf({ spanId: "a", at: [0, 1], open: open("lost") })], logs: [] }, after(9_999))).toBe(false);
});

test("a large action is asked for less often, one that is over not at all", () => {
  const spans = Array.from({ length: 3_000 }, (_, at) => spanOf({ spanId: `${at}`, at: [0, 1] }));
  expect([
    refetchAfter({ spans, logs: [] }, after(1)),
    refetchAfter({ spans: spans.slice(0, 1), logs: [] }, after(1)),
    refetchAfter({ spans, logs: [] }, after(99)),
  ]).toEqual([15_000, 3_000, false]);
});
