import { expect, test } from "@jest/globals";
import { graphOf } from "./graph.ts";
import { treeOf } from "./testing.ts";
import { changeOfTotal, type Sort, sorted, topFunctions } from "./top-functions.ts";

const GRAPH = graphOf(treeOf(["all", 0, ["a", 1, ["b", 5, ["a", 2, ["c", 1]]]], ["b", 4], ["d", 3]]));
const text = (sort: Sort, isReversed = false) =>
  sorted(topFunctions(GRAPH), GRAPH, sort, isReversed).map((each) => `${each.key} ${each.self} ${each.total}`);

test("a function has what it weighs in all places; where it called itself, once", () => {
  expect(text("self")).toEqual(["b 9 12", "a 3 9", "d 3 3", "c 1 1"]);
});

test("functions are ordered by numbers from the largest, by names from A on, or the other way round", () => {
  expect(text("total")).toEqual(["b 9 12", "a 3 9", "d 3 3", "c 1 1"]);
  expect(text("function").map((line) => line[0])).toEqual(["a", "b", "c", "d"]);
  expect(text("function", true).map((line) => line[0])).toEqual(["d", "c", "b", "a"]);
  expect(text("total", true)[0]).toBe("c 1 1");
});

test("a difference is ordered by how much more of everything a function became", () => {
  const graph = graphOf(treeOf(["all", 0, ["less", 10], ["same", 20], ["more", 70]], { less: 60, same: 20, more: 20 }), true);
  const functions = sorted(topFunctions(graph), graph, "change", false);
  expect(functions.map(({ key }) => key)).toEqual(["more", "same", "less"]);
  expect(functions.map((each) => changeOfTotal(each, graph).toFixed(3))).toEqual(["0.500", "0.000", "-0.500"]);
});
