import { expect, test } from "@jest/globals";
import { sandwich } from "./sandwich.ts";
import { textOf, treeOf } from "./testing.ts";

const TREE = treeOf(["all", 0, ["a", 1, ["f", 2, ["g", 3]]], ["b", 0, ["a", 0, ["f", 4, ["h", 5], ["g", 1]]]], ["f", 10]]);

test("all places of a function are merged: what called it, the nearest first, and what it called", () => {
  const found = sandwich(TREE, "f");
  expect(textOf(found?.callers ?? TREE)).toEqual(["f 25 10", "  a 15 5", "    b 10 10"]);
  expect(textOf(found?.callees ?? TREE)).toEqual(["f 25 16", "  h 5 5", "  g 4 4"]);
});

test("where a function calls itself its time counts once", () => {
  const found = sandwich(treeOf(["all", 0, ["f", 1, ["f", 2, ["g", 3, ["f", 4]]]]]), "f");
  expect(found?.callers).toMatchObject({ total: 10, children: [] });
  expect(textOf(found?.callees ?? TREE)).toEqual(["f 10 1", "  f 9 2", "    g 7 3", "      f 4 4"]);
});

test("functions of one name in several files are several, and of one that is nowhere there is none", () => {
  const tree = treeOf(["all", 0, ["f /a.js", 1], ["f /b.js", 2]]);
  expect(sandwich(tree, "f (/b.js)")?.callees.total).toBe(2);
  expect(sandwich(tree, "f")).toBeUndefined();
});

test("weights of the base are merged, too", () => {
  const found = sandwich(treeOf(["all", 0, ["a", 0, ["f", 1]], ["b", 0, ["f", 1]]], { f: 3 }), "f");
  expect(found?.callers).toMatchObject({ baseTotal: 6, children: [{ baseTotal: 3 }, { baseTotal: 3 }] });
});
