import { expect, test } from "@jest/globals";
import { idleShare, shaped } from "./shape.ts";
import { textOf, treeOf } from "./testing.ts";

const TREE = treeOf([
  "all",
  1,
  ["(idle)", 50],
  ["tick node:timers", 2, ["own /app/a.js", 10, ["write node:net", 3, ["writev", 4]]]],
  ["own /app/a.js", 5, ["q /app/node_modules/pg/q.js", 6, ["r /app/node_modules/pg/r.js", 7, ["cb /app/a.js", 8]]]],
]);

test("nothing hidden is the tree itself", () => {
  expect(shaped(TREE, new Set())).toBe(TREE);
});

test("idle time is left out of all totals", () => {
  expect(textOf(shaped(TREE, new Set(["idle"])))[0]).toBe("all 46 1");
  expect(textOf(shaped(TREE, new Set(["idle"]))).join("\n")).not.toContain("(idle)");
  expect(idleShare(TREE)).toBeCloseTo(50 / 96);
  expect(idleShare(treeOf(["all", 0]))).toBe(0);
});

test("hidden internals count for what called them, and functions that come to stand side by side are one", () => {
  expect(textOf(shaped(TREE, new Set(["internals", "idle"])))).toEqual([
    "all 46 3",
    "  own 43 22",
    "    q 21 6",
    "      r 15 7",
    "        cb 8 8",
  ]);
});

test("a folded package is one frame of its name, whatever in it calls whatever", () => {
  const folded = shaped(TREE, new Set(["packages"]));
  expect(textOf(folded).slice(2, 5)).toEqual(["  own 26 5", "    pg 21 13", "      cb 8 8"]);
});

test("what was cut below a frame still counts for it and its callers", () => {
  const cut = { ...treeOf(["all", 0, ["a /a.js", 1, ["b /a.js", 2]]]), total: 10 };
  expect(shaped(cut, new Set(["packages"]))).toMatchObject({ total: 10, self: 0, children: [{ total: 3 }] });
});

test("both sides of a difference are shaped", () => {
  const tree = treeOf(["all", 0, ["(idle)", 1], ["a /a.js", 0, ["w", 0]]], { "(idle)": 5, w: 4, a: 1 });
  expect(shaped(tree, new Set(["idle", "internals"]))).toMatchObject({
    total: 0,
    baseTotal: 5,
    children: [{ function: "a", baseSelf: 5, baseTotal: 5 }],
  });
});
