import { expect, test } from "@jest/globals";
import { isValidSpanId, isValidTraceId } from "@opentelemetry/api";
import { RandomIds } from "./random-ids.ts";

test("RandomIds makes IDs that are valid, all different, and use every digit in every place", () => {
  const ids = new RandomIds();
  const spans = Array.from({ length: 2000 }, () => ids.generateSpanId());
  const traces = Array.from({ length: 2000 }, () => ids.generateTraceId());
  expect(spans.every(isValidSpanId) && traces.every(isValidTraceId)).toBe(true);
  expect(new Set([...spans, ...traces]).size).toBe(4000);
  for (let place = 0; place < 32; place++) expect(new Set(traces.map((id) => id[place])).size).toBe(16);
});
