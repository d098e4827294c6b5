import { expect, test } from "@jest/globals";
import { actionOf } from "./action.ts";
import { nestedSpans } from "./nested-spans.ts";
import { storyOf } from "./story.ts";
import { linkTo, spanOf } from "./testing/action-fixture.ts";

test("a trace that was handed its work stands below what handed it on; all else is as it was sent", () => {
  const spans = [
    spanOf({ spanId: "put", traceId: "a", kind: "producer", at: [0, 10] }),
    spanOf({ spanId: "take", traceId: "b", kind: "consumer", links: linkTo("a", "put"), at: [50, 10] }),
    spanOf({ spanId: "work", traceId: "b", parentSpanId: "take", at: [51, 10] }),
    spanOf({ spanId: "other", traceId: "c", at: [60, 10] }),
  ];
  const nested = nestedSpans(spans, storyOf(actionOf({ spans, logs: [], blocks: [] })));
  expect(nested.map(({ parentSpanId, name }) => [parentSpanId, name])).toEqual([
    ["", "work"],
    ["put", "⇢ work"],
    ["take", "work"],
    ["", "work"],
  ]);
  expect(nested[2]).toBe(spans[2]);
});
