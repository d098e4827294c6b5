import { expect, test } from "@jest/globals";
import type { Span } from "@throughline/api";
import { placeSpans } from "./span-tree.ts";

const span = (spanId: string, parentSpanId: string, start: number): Span =>
  ({ spanId, parentSpanId, startTimeUnixNano: String(start), durationNano: "1", name: spanId }) as Span;

const placed = (...spans: Span[]): string[] => placeSpans(spans).map(({ span: { spanId }, depth }) => `${"-".repeat(depth)}${spanId}`);

test("placeSpans() puts each span below its parent, by start", () => {
  expect(placed(span("c", "a", 5), span("a", "", 1), span("d", "c", 6), span("b", "a", 2))).toEqual(["a", "-b", "-c", "--d"]);
});

test("placeSpans() begins anew with a span whose parent is not there, and leaves none out that are each other's parents", () => {
  expect(placed(span("b", "gone", 2), span("a", "", 1))).toEqual(["a", "b"]);
  expect(placed(span("a", "b", 1), span("b", "a", 2), span("c", "c", 3))).toEqual(["c", "a", "-b"]);
});

test("placeSpans() takes a chain of a hundred thousand spans", () => {
  const chain = Array.from({ length: 100_000 }, (_, index) => span(`${index}`, index === 0 ? "" : `${index - 1}`, index));
  expect(placeSpans(chain).at(-1)).toMatchObject({ depth: 99_999 });
});
