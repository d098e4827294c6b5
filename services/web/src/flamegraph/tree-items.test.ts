import { expect, test } from "@jest/globals";
import { graphOf, ROOT } from "./graph.ts";
import { treeOf } from "./testing.ts";
import { treeItems } from "./tree-items.ts";

const GRAPH = graphOf(treeOf(["all", 0, ["a", 0, ["b", 3], ["c", 2, ["e", 1]]], ["d", 1, ["f", 1]]]));
const text = (cursor: number) =>
  treeItems(GRAPH, cursor).map(
    ({ node, level, position, size, isExpanded }) => `${GRAPH.frames[node]?.function} ${level} ${position}/${size} ${isExpanded}`,
  );

test("a screen reader has the callers of a frame, what is beside it and what it calls", () => {
  expect(text(3)).toEqual(["all 1 1/1 true", "a 2 1/2 true", "b 3 1/2 undefined", "c 3 2/2 true", "e 4 1/1 undefined"]);
  expect(text(ROOT)).toEqual(["all 1 1/1 true", "a 2 1/2 false", "d 2 2/2 false"]);
});

test("of thousands side by side it has those about the frame", () => {
  const graph = graphOf(treeOf(["all", 0, ...Array.from({ length: 3_000 }, (_, at) => [`f${at}`, 1] as const)]));
  const items = treeItems(graph, 1_500);
  expect(items).toHaveLength(51);
  expect(items.map(({ node }) => node)).toContain(1_500);
  expect(treeItems(graph, ROOT)).toHaveLength(51);
});
