import { describe, expect, test } from "@jest/globals";
import { forestOf } from "./forest.ts";
import { depthOf, type Folding, foldedFrom, folding, rowAt, rowsOf, unfoldedTo, withAncestors } from "./rows.ts";
import { span } from "./testing/spans.ts";

/** a(b(c d) e) f */
const forest = forestOf([
  span("a", "", 0, 9),
  span("b", "a", 1, 8),
  span("c", "b", 2, 7),
  span("d", "b", 3, 4),
  span("e", "a", 4, 5),
  span("f", "", 5, 6),
]);
const EVERYTHING = Number.POSITIVE_INFINITY;
const from = (depth: number): Folding => ({ from: depth, opened: new Set(), folded: new Set() });
const node = (id: string) => forest.nodes.filter(({ span: { spanId } }) => spanId === id);
const folded = (depth: number, id: string) => folding(from(depth), node(id), true);
const opened = (depth: number, id: string) => folding(from(depth), node(id), false);
const names = (rows: readonly number[]) => rows.map((at) => forest.nodes[at]?.span.name).join("");
const all = from(EVERYTHING);

describe("rowsOf", () => {
  test.each([
    ["nothing is folded", all, "abcdef"],
    ["a span is folded by hand", folded(EVERYTHING, "b"), "abef"],
    ["a span below a folded one is, too", folding(folded(EVERYTHING, "a"), node("b"), true), "af"],
    ["all is folded from a depth on", from(1), "abef"],
    ["all is folded but what was opened", opened(0, "a"), "abef"],
    ["a span without children is folded", folded(EVERYTHING, "c"), "abcdef"],
    ["what was folded is opened again", folding(folded(EVERYTHING, "b"), node("b"), false), "abcdef"],
    ["what was opened is folded again", folding(opened(1, "b"), node("b"), true), "abef"],
  ])("%s", (_, given, expected) => {
    expect(names(rowsOf(forest, given))).toBe(expected);
  });

  test("leaves out what is not kept, and all below it", () => {
    const kept = withAncestors(forest, [3]);
    expect(names(rowsOf(forest, all, kept))).toBe("abd");
    expect(names(rowsOf(forest, from(1), kept))).toBe("ab");
    expect(rowsOf(forest, all, withAncestors(forest, []))).toEqual([]);
  });
});

test("unfoldedTo opens all that a span lies in, and nothing else", () => {
  const [d] = node("d");
  if (!d) throw new Error("there is a d");
  expect(names(rowsOf(forest, unfoldedTo(d, from(0))))).toBe("abcdef");
  expect(names(rowsOf(forest, unfoldedTo(d, folded(EVERYTHING, "a"))))).toBe("abcdef");
  expect(unfoldedTo(d, all)).toBe(all);
});

test("rowAt finds the row of a span that has one", () => {
  expect(rowAt([0, 3, 7], 3)).toBe(1);
  expect(rowAt([0, 3, 7], 7)).toBe(2);
  expect(rowAt([0, 3, 7], 4)).toBeUndefined();
  expect(rowAt([], 0)).toBeUndefined();
});

test("foldedFrom leaves small forests open and shows the top of large ones", () => {
  expect(foldedFrom(forest)).toBe(Number.POSITIVE_INFINITY);
  const wide = [span("r", "", 0, 9)];
  for (let at = 0; at < 100; at++) {
    wide.push(span(`m${at}`, "r", 0, 9));
    for (let below = 0; below < 100; below++) wide.push(span(`m${at}.${below}`, `m${at}`, 0, 9));
  }
  const large = forestOf(wide);
  expect(foldedFrom(large)).toBe(1);
  expect(rowsOf(large, from(foldedFrom(large)))).toHaveLength(101);
  const flat = forestOf([span("r", "", 0, 9), ...Array.from({ length: 5_000 }, (_, at) => span(`${at}`, "r", 0, 9))]);
  expect(rowsOf(flat, from(foldedFrom(flat)))).toHaveLength(5_001);
});

test("depthOf counts from the roots", () => {
  expect(depthOf(forest)).toBe(2);
  expect(depthOf(forestOf([]))).toBe(0);
});
