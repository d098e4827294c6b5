import { expect, test } from "@jest/globals";
import { changeOf, childrenOf, graphOf, nodeOfId, pathTo, ROOT } from "./graph.ts";
import { treeOf } from "./testing.ts";

const TREE = treeOf(["all", 0, ["a", 10, ["b", 20], ["c", 30]], ["d", 40]]);
const names = (nodes: readonly number[]) => nodes.map((node) => graphOf(TREE).frames[node]?.function);

test("a tree is laid out in columns: each node's callees right behind it, side by side within it", () => {
  const graph = graphOf(TREE);
  expect(graph.frames.map((frame) => frame.function)).toEqual(["all", "a", "b", "c", "d"]);
  expect([...graph.end]).toEqual([5, 4, 3, 4, 5]);
  expect([...graph.depth]).toEqual([0, 1, 2, 2, 1]);
  expect([...graph.left]).toEqual([0, 0, 0, 0.2, 0.6]);
  expect([...graph.width]).toEqual([1, 0.6, 0.2, 0.3, 0.4]);
  expect(graph.rows).toBe(3);
  expect(names(childrenOf(graph, ROOT))).toEqual(["a", "d"]);
  expect(names(pathTo(graph, 3))).toEqual(["all", "a", "c"]);
});

test("in a difference a frame is as wide as the mean of its shares, so that what is gone and what is new both show", () => {
  const graph = graphOf(treeOf(["all", 0, ["old", 0], ["new", 50]], { old: 8, new: 8 }), true);
  expect([...graph.width]).toEqual([1, 0.25, 0.75]);
  expect(changeOf(graph, 1)).toBe(-0.5);
  expect(changeOf(graph, 2)).toBe(0.5);
  // Of a side without samples nothing is known: the other fills the width.
  expect([...graphOf(treeOf(["all", 0, ["a", 0]], { a: 3 }), true).width]).toEqual([1, 1]);
});

test("a node's ID names its way from the root: it stays when numbers and neighbours change, and differs from that of any other", () => {
  const graph = graphOf(TREE);
  const later = graphOf(treeOf(["all", 0, ["new", 500], ["d", 4], ["a", 1, ["c", 3]]]));
  const id = graph.ids[3];
  expect(later.frames[nodeOfId(later, id)]?.function).toBe("c");
  expect(nodeOfId(later, graph.ids[2])).toBe(ROOT);
  expect(nodeOfId(graph, undefined)).toBe(ROOT);
  expect(new Set(graph.ids).size).toBe(5);
  const twice = graphOf(treeOf(["all", 0, ["a", 1, ["b", 1]], ["b", 1, ["a", 1]], ["c", 1, ["b", 1]]]));
  expect(new Set(twice.ids).size).toBe(twice.ids.length);
});

test("deep stacks are laid out", () => {
  let tree = treeOf(["leaf", 1]);
  for (let at = 0; at < 5_000; at++) tree = { ...tree, function: `f${at}`, self: 0, children: [tree] };
  expect(graphOf(tree).rows).toBe(5_001);
});
