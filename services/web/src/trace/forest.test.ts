import { describe, expect, test } from "@jest/globals";
import { forestOf, type SpanNode } from "./forest.ts";
import { span, START } from "./testing/spans.ts";

const drawn = (nodes: readonly SpanNode[]) => nodes.map(({ span: { spanId }, depth }) => `${"  ".repeat(depth)}${spanId}`);

describe("forestOf", () => {
  test("puts children below their parents, by start, whatever order they come in", () => {
    const { nodes, roots, duration, startNano } = forestOf([
      span("c", "a", 50, 60),
      span("b", "a", 10, 40),
      span("d", "b", 20, 30),
      span("a", "", 0, 100),
    ]);
    expect(drawn(nodes)).toEqual(["a", "  b", "    d", "  c"]);
    expect(roots).toHaveLength(1);
    expect(duration).toBe(100);
    expect(startNano).toBe(START);
  });

  test("knows where the descendants of a span end", () => {
    const { nodes } = forestOf([
      span("a", "", 0, 9),
      span("b", "a", 1, 8),
      span("c", "b", 2, 7),
      span("d", "a", 3, 4),
      span("e", "", 5, 6),
    ]);
    expect(nodes.map(({ span: { spanId }, behind }) => [spanId, behind])).toEqual([
      ["a", 4],
      ["b", 3],
      ["c", 3],
      ["d", 4],
      ["e", 5],
    ]);
  });

  test("makes a span whose parent is missing a root, and says so", () => {
    const { roots } = forestOf([span("a", "", 0, 9), span("b", "gone", 1, 8)]);
    expect(roots.map(({ span: { spanId }, detached }) => [spanId, detached])).toEqual([
      ["a", undefined],
      ["b", "parent missing"],
    ]);
  });

  test("loses no span of a cycle: the first to begin becomes a root", () => {
    const { nodes, roots } = forestOf([span("self", "self", 0, 9), span("y", "x", 3, 4), span("x", "y", 2, 5), span("below", "y", 3, 4)]);
    expect(drawn(nodes)).toEqual(["self", "x", "  y", "    below"]);
    expect(roots.map(({ detached }) => detached)).toEqual(["cycle", "cycle"]);
  });

  test("a span below a cycle that began before it does not break it open", () => {
    const { nodes } = forestOf([span("early", "x", 0, 1), span("y", "x", 3, 4), span("x", "y", 2, 5)]);
    expect(drawn(nodes)).toEqual(["x", "  early", "  y"]);
  });

  test("keeps both spans of the same ID", () => {
    expect(forestOf([span("a", "", 0, 9), span("a", "", 1, 2), span("b", "a", 1, 2)]).nodes).toHaveLength(3);
  });

  test("takes 100 000 spans in one chain and in one family", () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => span(`${at}`, at === 0 ? "" : `${at - 1}`, at, 200_000 - at));
    expect(forestOf(chain).nodes.at(-1)?.depth).toBe(99_999);
    const family = Array.from({ length: 100_000 }, (_, at) => span(`${at}`, at === 0 ? "" : "0", at, 200_000 - at));
    expect(forestOf(family).nodes[0]?.behind).toBe(100_000);
  });

  test("has a start without spans: that of what else there is", () => {
    expect(forestOf([], START)).toMatchObject({ startNano: START, duration: 0, nodes: [] });
  });
});
