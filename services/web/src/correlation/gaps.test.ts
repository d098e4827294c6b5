import { expect, test } from "@jest/globals";
import { gapsOf } from "./gaps.ts";
import { hopsOf } from "./hops.ts";
import { actionWith, linkTo, open } from "./testing/action-fixture.ts";

test("a gap is a time in which nothing ran, with what it lies between and the work that waited", () => {
  const action = actionWith([
    { spanId: "a", at: [0, 100] },
    { spanId: "put", parentSpanId: "a", kind: "producer", at: [80, 10] },
    { spanId: "b", parentSpanId: "a", at: [20, 130] },
    { spanId: "take", traceId: "u", kind: "consumer", links: linkTo("t", "put"), at: [1_150, 10] },
    { spanId: "after", traceId: "u", at: [1_160.5, 10] },
    { spanId: "last", traceId: "v", at: [1_190, 10] },
  ]);
  const gaps = gapsOf(action, hopsOf(action.parts));
  expect(gaps.map(({ from, to, after, before, hop }) => [from, to, after.span.spanId, before.span.spanId, hop?.from.span.spanId])).toEqual([
    [150e6, 1_150e6, "b", "take", "put"],
    [1_170.5e6, 1_190e6, "after", "last", undefined],
  ]);
});

test("while a span is open there is no gap, though it was not reported since", () => {
  const action = actionWith([
    { spanId: "a", at: [0, 100], open: open("open") },
    { spanId: "b", at: [500, 10] },
  ]);
  expect(gapsOf(action, [])).toEqual([]);
});
